import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StudyParams } from '../../schemas/index.ts';
import { prepareCampaign } from '../../workers/preparation/index.ts';
import { repository } from '../support/umbra.ts';

const folder = join(repository, 'campaigns/vlq-uncertainties');
const documentKinds = ['table', 'plot-curves', 'plot-matrix', 'plot-distributions', 'study-report'];

describe('vlq-uncertainties', () => {
  let state = '';
  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'umbra-vlq-'));
  });
  afterAll(() => rm(state, { recursive: true }));
  const tasksOf = async (profile: string) =>
    (await prepareCampaign({ path: join(folder, 'campaign.yaml'), profile }, state)).plan.tasks;

  test.each([
    ['quick', 40, 54],
    ['full', 100, 972],
  ])(
    "profile %s: three searches of %i trials over the poster's space, of up to %i epochs",
    async (profile, trials, most) => {
      const studies = (await tasksOf(profile))
        .filter(({ kind }) => kind === 'study')
        .map(({ params }) => params as StudyParams);
      expect(studies.map(({ method }) => method)).toEqual(['random', 'tpe', 'hyperband']);
      expect(studies.map((study) => study.trials)).toEqual([trials, trials, trials]);
      expect(studies[2]?.resource).toMatchObject({ param: ['epochs'], most });
      expect(Object.keys(studies[0]?.space ?? {}).sort()).toEqual([
        'batch_norm',
        'batch_size',
        'dropout',
        'hidden',
        'last',
      ]);
    },
  );

  test('the README has every table and figure of the report, and the report every one of the README', async () => {
    const made = (await tasksOf('quick')).flatMap(({ kind, params }) =>
      documentKinds.includes(kind) ? [(params as { readonly name: string }).name] : [],
    );
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const comparisons = readme.split('\n').flatMap((line) => /^\| [^|]+ \| ([^|]+) \|/.exec(line)?.[1] ?? []);
    const named = comparisons.flatMap((cell) => [...cell.matchAll(/`([a-z0-9_]+)\*?`/g)].map(([, name = '']) => name));
    expect(made.filter((name) => !named.some((one) => one === name || one.startsWith(`${name}_`)))).toEqual([]);
    expect(named.filter((one) => !made.some((name) => one === name || one.startsWith(`${name}_`)))).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });
});
