import { copyFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../schemas/index.ts';
import { createUmbra, repository, type Umbra } from '../support/umbra.ts';

/** One good sample among bad ones: each bad one is told apart, none is retried, the good one goes through. */
interface Entry extends Record<string, unknown> {
  file: string;
  dsid: number;
  sha256?: string | null;
}

const source = join(repository, 'campaigns', 'dark-matter', 'data');
const broken = join(repository, 'tests', 'fixtures', 'broken');
let umbra: Umbra;
let record: RunRecord;
let stderr: string;

beforeAll(async () => {
  umbra = await createUmbra();
  const data = join(umbra.state, 'data');
  await mkdir(data, { recursive: true });
  const catalogue = JSON.parse(await readFile(join(source, 'samples.json'), 'utf8')) as { samples: Entry[] };
  const sample = (dsid: number): Entry => {
    const found = catalogue.samples.find((entry) => entry.dsid === dsid);
    if (found === undefined) throw new Error(`no sample ${dsid}`);
    return { ...found };
  };
  const samples: Entry[] = [];
  const add = async (entry: Entry, from: string): Promise<string> => {
    const path = join(data, entry.file);
    await copyFile(from, path);
    samples.push(entry);
    return path;
  };
  const good = sample(110401);
  await add(good, join(source, good.file));
  const truncated = sample(110402);
  await truncate(await add(truncated, join(source, truncated.file)), 20_000);
  const altered = sample(110403);
  const path = await add(altered, join(source, altered.file));
  const bytes = await readFile(path);
  bytes[20_000] = (bytes[20_000] ?? 0) ^ 1;
  await writeFile(path, bytes);
  samples.push({ ...sample(110404), file: 'absent.root' });
  await writeFile(
    await add({ ...sample(110405), file: 'page.root' }, join(source, '110405.root')),
    '<html>404</html>\n',
  );
  const loose: Entry = { ...sample(110401), sha256: null, events_in_file: null };
  await add({ ...loose, file: 'no_tree.root', dsid: 199003 }, join(broken, 'no_tree.root'));
  await add({ ...loose, file: 'missing_branch.root', dsid: 199005 }, join(broken, 'missing_branch.root'));
  await add({ ...loose, file: 'other_dsid.root', dsid: 199007 }, join(source, '110401.root'));
  await add({ ...loose, file: 'nan_met.root', dsid: 110400 }, join(broken, 'nan_met.root'));
  await add(
    { ...sample(110407), sum_of_weights_by_period: { '1516': 0, '17': 0, '18': 0 } },
    join(source, '110407.root'),
  );
  await add(
    { ...sample(110408), sum_of_weights_by_period: { '1516': -5, '17': 9, '18': 9 } },
    join(source, '110408.root'),
  );
  await writeFile(join(data, 'samples.json'), JSON.stringify({ ...catalogue, samples, data: undefined }));

  const campaign = await readFile(join(repository, 'campaigns', 'dark-matter', 'campaign.yaml'), 'utf8');
  const path2 = join(umbra.state, 'campaign.yaml');
  await writeFile(path2, `${campaign.slice(0, campaign.indexOf('\n  train:'))}\n`.replace(/^report:.*\n/m, ''));
  ({ stderr } = await umbra.run('run', path2, '--data', data));
  record = (await umbra.records()).at(-1) as RunRecord;
}, 300_000);
afterAll(() => umbra.remove());

describe('bad input', () => {
  test('does not keep the good sample from going through', () => {
    expect(record.state).toBe('failed');
    expect(record.tasks['split[sample=110401]']?.state).toBe('done');
  });

  test.each([
    ['a truncated file', 'ingest[sample=110402]', /110402\.root/],
    ['a flipped byte', 'ingest[sample=110403]', /110403\.root.*(checksum|sha256)/i],
    ['a missing file', 'ingest[sample=110404]', /absent\.root.*mend/],
    ['a page instead of a ROOT file', 'ingest[sample=110405]', /page\.root.*ROOT/],
    ['no such tree', 'ingest[sample=199003]', /no_tree\.root.*nominal/],
    ['a missing branch', 'ingest[sample=199005]', /missing_branch\.root.*met_sig/],
    ['values that are not finite', 'ingest[sample=110400]', /nan_met\.root.*met/],
    ['a file of another sample', 'ingest[sample=199007]', /other_dsid\.root.*dsid.*110401/],
    ['a sum of weights of zero', 'weigh[sample=110407]', /period \d+ is 0/],
    ['a negative sum of weights', 'weigh[sample=110408]', /period 1516 is -5/],
  ])('%s is told with its place and not retried', async (_, task, message) => {
    expect(record.tasks[task]).toMatchObject({ state: 'failed', error: { type: 'InputError' } });
    expect(record.tasks[task]?.error?.message).toMatch(message);
    expect(stderr).toContain(task);
    const attempts = (await umbra.events()).filter((event) => event.event === 'attempt-failed');
    expect(attempts).toHaveLength(10);
  });

  test('leaves nothing half-written', async () => {
    const { stdout, code } = await umbra.run('verify', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ damage: [] });
    const { stdout: collected } = await umbra.run('gc', '--json');
    expect(JSON.parse(collected)).toMatchObject({ objects: 0, actions: 0, temporary: 0 });
  });
});
