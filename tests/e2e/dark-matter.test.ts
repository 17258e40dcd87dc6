import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printedResultsSchema, type PrintedResults } from '../../schemas/results/index.ts';
import { createUmbra, repository, type Umbra } from '../support/umbra.ts';

/**
 * The whole campaign on its own data, through server and workers, against an independent Python implementation
 * (tests/fixtures/dark-matter/make_expected.py). One signal sample arrives late.
 */
interface Expected {
  readonly cutflows: Readonly<
    Record<string, readonly { step: string; events: number; sum_of_weights: number; error: number }[]>
  >;
  readonly categories: Readonly<
    Record<string, Pick<PrintedResults['categories'][number], 'events' | 'sum_of_weights'>>
  >;
  readonly cut_and_count: {
    readonly all: {
      readonly nominal: {
        readonly background: Readonly<Record<string, { background: number; effective: number }>>;
        readonly points: Readonly<Record<string, Readonly<Record<string, { signal?: number; significance: number }>>>>;
      };
    };
  };
}
interface PlanJson {
  readonly cached: number;
  readonly tasks: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    readonly why: string;
  }[];
}

const late = 221015;
const lateTasks = [
  `ingest[sample=${late}]`,
  `select[sample=${late}]`,
  `weigh[sample=${late}]`,
  `split[sample=${late}]`,
  'train[category=EFT_HDS_high]',
  'dropout-sampling[category=EFT_HDS_high]',
  'scan-scores[category=EFT_HDS_high]',
  'cut-and-count[mass_point=EFT_HDS_1500]',
  'compare[category=EFT_HDS_high]',
  'figures[category=EFT_HDS_high]',
  'report',
];

let umbra: Umbra;
let expected: Expected;
let results: PrintedResults;
let data: string;
const run = (...more: readonly string[]) => umbra.run('run', 'dark-matter', '--data', data, ...more);
const doneIn = async (): Promise<readonly string[]> =>
  Object.entries((await umbra.records()).at(-1)?.tasks ?? {})
    .filter(([, { state }]) => state === 'done')
    .map(([id]) => id);

beforeAll(async () => {
  umbra = await createUmbra();
  data = join(umbra.state, 'data');
  const source = join(repository, 'campaigns', 'dark-matter', 'data');
  await mkdir(data, { recursive: true });
  const catalogue = JSON.parse(await readFile(join(source, 'samples.json'), 'utf8')) as {
    samples: { dsid: number; file: string }[];
    data: { file: string };
  };
  for (const { file } of [...catalogue.samples, catalogue.data]) await symlink(join(source, file), join(data, file));
  const early = { ...catalogue, samples: catalogue.samples.filter(({ dsid }) => dsid !== late) };
  await writeFile(join(data, 'samples.json'), JSON.stringify(early));
  const first = await run();
  expect(first).toMatchObject({ code: 0 });
  expect(first.stderr).toMatch(new RegExp(`not in the catalogue, so left out: ${late}.root`));
  await cp(join(source, 'samples.json'), join(data, 'samples.json'));
  expected = JSON.parse(
    await readFile(join(repository, 'tests', 'fixtures', 'dark-matter', 'expected.json'), 'utf8'),
  ) as Expected;
}, 600_000);
afterAll(() => umbra.remove());

describe('the dark-matter campaign', () => {
  test('a late sample: one ingestion and what depends on it, said beforehand and done', async () => {
    const { stdout } = await umbra.run('plan', 'dark-matter', '--data', data, '--json');
    const plan = JSON.parse(stdout) as PlanJson;
    expect(plan.tasks.map(({ id }) => id).sort()).toEqual([...lateTasks].sort());
    expect(plan.tasks.find(({ id }) => id === `ingest[sample=${late}]`)).toMatchObject({ state: 'run', why: 'new' });
    const ran = await run('--json');
    expect(ran.code).toBe(0);
    expect([...(await doneIn())].sort()).toEqual([...lateTasks].sort());
    results = printedResultsSchema.parse(JSON.parse(ran.stdout));
  });

  test('cutflows of all samples are those of the reference: events exactly, weights to 1e-12', () => {
    const found = Object.fromEntries(results.cutflows.map(({ dsid, steps }) => [String(dsid), steps]));
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected.cutflows).sort());
    for (const [dsid, steps] of Object.entries(expected.cutflows))
      steps.forEach((step, index) => {
        const mine = found[dsid]?.[index];
        expect(mine).toMatchObject({ name: step.step, events: step.events });
        expect(relative(mine?.weighted, step.sum_of_weights)).toBeLessThan(1e-12);
        expect(relative(mine?.error, step.error)).toBeLessThan(1e-12);
      });
  });

  test('events and weights of the 18 categories are those of the reference', () => {
    expect(results.categories).toHaveLength(18);
    for (const { category, events, sum_of_weights } of results.categories) {
      const reference = expected.categories[category];
      expect(events).toEqual(reference?.events);
      for (const subset of ['train', 'validation', 'test'] as const)
        for (const kind of ['signal', 'background'] as const)
          expect(relative(sum_of_weights[subset][kind], reference?.sum_of_weights[subset][kind])).toBeLessThan(1e-11);
    }
  });

  test('cut and count at all 74 mass points is that of the reference', () => {
    const { points, background } = expected.cut_and_count.all.nominal;
    const rows = results.mass_points.filter(({ method }) => method === 'cut-and-count');
    expect(rows).toHaveLength(74 * 3);
    for (const { model, scenario, mass, channel, ...row } of rows) {
      const reference = points[`${model}_${scenario}_${mass}`]?.[channel];
      expect(relative(row.significance, reference?.significance)).toBeLessThan(1e-10);
      if (channel === 'combined') continue;
      expect(relative(row.signal, reference?.signal)).toBeLessThan(1e-10);
      expect(relative(row.background, background[channel]?.background)).toBeLessThan(1e-10);
      expect(relative(row.background_effective, background[channel]?.effective)).toBeLessThan(1e-10);
    }
  });

  test('networks separate as well as Keras does on the same events (ranges over its seeds, widened)', () => {
    const lowest: Record<string, number> = { DH_LDS_low: 0.975, DH_HDS_low: 0.97, LV_LDS_low: 0.945, LV_HDS_low: 0.96 };
    for (const { category, auc, epochs, dropout_std, significance } of results.categories) {
      expect(auc).toBeGreaterThan(lowest[category] ?? (category.endsWith('low') ? 0.994 : 0.999));
      expect(epochs).toBeGreaterThanOrEqual(6);
      expect(dropout_std.background).toBeGreaterThan(0.001);
      expect(dropout_std.background).toBeLessThan(0.1);
      expect(significance.network).toBeGreaterThan(0);
      expect(significance.network_dropout).toBeGreaterThan(0);
    }
    expect(results.mass_points).toHaveLength(74 * 3 * 3);
  });

  test('nothing to do: everything is cached and no server starts', async () => {
    const again = await run();
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(/: 55\d cached|: \d+ cached/);
    expect(again.stderr).not.toMatch(/web page/);
    expect(await doneIn()).toEqual([]);
  });

  test('a changed cut-and-count cut redoes cut and count and what compares with it; a comment redoes nothing', async () => {
    const source = join(repository, 'campaigns', 'dark-matter', 'campaign.yaml');
    const text = await readFile(source, 'utf8');
    const path = join(umbra.state, 'campaign.yaml');
    const plan = async (changed: string): Promise<PlanJson> => {
      expect(changed).not.toBe(text);
      await writeFile(path, changed);
      return JSON.parse((await umbra.run('plan', path, '--data', data, '--json')).stdout) as PlanJson;
    };
    expect((await plan(`# a remark\n${text}`)).tasks).toEqual([]);
    const { tasks } = await plan(text.replace('keep: mt2 > 110', 'keep: mt2 > 100'));
    expect(new Set(tasks.map(({ name }) => name))).toEqual(new Set(['cut-and-count', 'compare', 'report']));
    expect(tasks.find(({ name }) => name === 'cut-and-count')?.why).toMatch(
      /param cuts\[4\]\.keep: "mt2 > 110" -> "mt2 > 100"/,
    );
  });

  test('the report is one page without anything from elsewhere', async () => {
    const page = await readFile(join(umbra.state, 'reports', 'dark-matter.html'), 'utf8');
    expect(page.match(/<svg/g)?.length).toBeGreaterThanOrEqual(18 * 5);
    expect(page.match(/<section[^>]*class="category"/g)).toHaveLength(18);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});

function relative(found: number | null | undefined, reference: number | undefined): number {
  if (found === null || found === undefined || reference === undefined) return Infinity;
  return found === reference ? 0 : Math.abs(found - reference) / Math.max(Math.abs(reference), 1e-300);
}
