import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isSource } from '../../schemas/index.ts';
import { openLocalStore } from '../../store/index.ts';
import {
  isInside,
  mergeCatalogues,
  openCampaign,
  prepareCampaign,
  storePlan,
} from '../../workers/preparation/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umbra-prepare-'));
  await mkdir(join(folder, 'campaign', 'data'), { recursive: true });
  await mkdir(join(folder, 'elsewhere'));
});
afterEach(async () => {
  delete process.env.UMBRA_ROOTS;
  await rm(folder, { recursive: true, force: true });
});

const ingest = `axes: { sample: { from: catalogue, id: '\${dsid}' } }
tasks:
  ingest:
    kind: ingest
    for: sample
    inputs: { source: { file: '\${sample.file}' } }
    params: { tree: events, scalars: [met], dsid: '\${sample.dsid}', sha256: '\${sample.sha256?}' }
`;
const write = async (text: string): Promise<string> => {
  const path = join(folder, 'campaign', 'campaign.yaml');
  await writeFile(path, text);
  return path;
};
const writeCatalogue = async (where: string, samples: readonly object[], more: object = {}): Promise<string> => {
  await writeFile(join(folder, where, 'samples.json'), JSON.stringify({ samples, ...more }));
  return join(folder, where);
};
const sample = (dsid: number, more: object = {}) => ({ file: `${dsid}.root`, dsid, kind: 'background', ...more });
const campaign = (catalogue = 'data/samples.json') => `campaign: small\ncatalogue: ${catalogue}\n${ingest}`;

describe('paths of a campaign', () => {
  test.each([
    ['a catalogue above its folder', (yaml: string) => yaml.replace('data/samples.json', '../elsewhere/samples.json')],
    ['a catalogue at an absolute path', (yaml: string) => yaml.replace('data/samples.json', '/etc/samples.json')],
    ['a plugin above its folder', (yaml: string) => `${yaml}plugins: [../elsewhere/kinds.mjs]\n`],
    [
      'a source file above its folder',
      (yaml: string) => yaml.replace("'${sample.file}'", "'../../elsewhere/${sample.file}'"),
    ],
    ['a source file at an absolute path', (yaml: string) => yaml.replace("'${sample.file}'", '/etc/passwd')],
  ])('refuse %s', async (_, change) => {
    await writeCatalogue('campaign/data', [sample(1)]);
    await writeCatalogue('elsewhere', [sample(1)]);
    await writeFile(join(folder, 'elsewhere', 'kinds.mjs'), 'throw new Error("loaded")');
    const path = await write(change(campaign()));
    await expect(prepareCampaign({ path }, folder)).rejects.toMatchObject({ name: 'InputError', code: 'outside' });
    process.env.UMBRA_ROOTS = ['/nowhere', join(folder, 'else')].join(delimiter);
    await expect(prepareCampaign({ path }, folder)).rejects.toMatchObject({ code: 'outside' });
  });

  test('refuse a file that the catalogue places outside', async () => {
    await writeCatalogue('campaign/data', [sample(1, { file: '../../elsewhere/1.root' })]);
    const path = await write(campaign());
    await expect(prepareCampaign({ path }, folder)).rejects.toThrow(/elsewhere\/1\.root is outside.*UMBRA_ROOTS/);
    process.env.UMBRA_ROOTS = join(folder, 'elsewhere');
    await expect(prepareCampaign({ path }, folder)).resolves.toMatchObject({ plan: { campaign: 'small' } });
  });

  test('may use a folder given by --data, and links that lie in the campaign', async () => {
    await writeCatalogue('elsewhere', [sample(1)]);
    const path = await write(campaign());
    await expect(prepareCampaign({ path, data: [join(folder, 'elsewhere')] }, folder)).resolves.toBeDefined();
    await symlink(join(folder, 'elsewhere'), join(folder, 'campaign', 'link'));
    await write(campaign('link/samples.json'));
    await expect(openCampaign({ path })).resolves.toBeDefined();
  });

  test('a folder whose name begins like a root is not inside it', () => {
    expect(isInside('/data-private/x', ['/data'])).toBe(false);
    expect(isInside('/data/..x', ['/data'])).toBe(true);
    expect(isInside('/data/../etc', ['/data'])).toBe(false);
    expect(isInside('/data', ['/data'])).toBe(true);
  });
});

describe('several data folders', () => {
  test('are planned together, each with its own files', async () => {
    const first = await writeCatalogue('campaign/data', [sample(1)], { luminosity_fb: { '17': 44.3 } });
    const second = await writeCatalogue('elsewhere', [sample(2)], { luminosity_fb: { '17': 44.3 }, more: 1 });
    await writeFile(join(second, '2.root'), 'two');
    const path = await write(campaign());
    const { plan } = await prepareCampaign({ path, data: [first, second] }, folder);
    expect(plan.tasks.map(({ id }) => id)).toEqual(['ingest[sample=1]', 'ingest[sample=2]']);
    const source = plan.tasks[1]?.inputs.source;
    expect(source !== undefined && isSource(source) && source.sha256 !== null).toBe(true);
  });

  test('must agree on what stands beside the samples', () => {
    const located = [44.3, 36.2].map((luminosity, index) => ({
      path: `/${index}/samples.json`,
      folder: `/${index}`,
      catalogue: { samples: [], luminosity_fb: { '17': luminosity }, description: String(index) },
    }));
    expect(() => mergeCatalogues(located)).toThrow(/luminosity_fb differs from that of \/0\/samples\.json/);
    expect(mergeCatalogues([])).toBeUndefined();
  });
});

test('of many samples, a message names the one whose entry is wrong', async () => {
  await writeCatalogue('campaign/data', [sample(1), sample(2, { sha256: 'not a hash' }), sample(3)]);
  const path = await write(campaign());
  await expect(prepareCampaign({ path }, folder)).rejects.toMatchObject({ detail: { place: { sample: '2' } } });
});

test('definitions are stored in the order in which they are written: the one below may use the one above, whatever their names', async () => {
  await writeCatalogue('campaign/data', [sample(1)]);
  const path = await write(`${campaign()}  select:
    kind: select
    for: sample
    inputs: { events: ingest.events }
    params: { define: { zeta: 2 * met, alpha: zeta + 1 }, output: [alpha] }
`);
  const store = await openLocalStore(join(folder, 'store'));
  const { plan } = await prepareCampaign({ path }, folder);
  const stored: unknown = JSON.parse(await readFile(await store.objectPath(await storePlan(store, plan)), 'utf8'));
  expect(stored).toEqual(JSON.parse(JSON.stringify(plan)));
  expect(JSON.stringify(stored)).toContain('"define":{"zeta":"2 * met","alpha":"zeta + 1"}');
});
