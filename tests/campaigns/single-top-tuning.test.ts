import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StudyParams } from '../../schemas/index.ts';
import { prepareCampaign } from '../../workers/preparation/index.ts';
import { repository } from '../support/umbra.ts';

const folder = join(repository, 'campaigns/single-top-tuning');
const documentKinds = ['table', 'plot-curves', 'plot-matrix', 'plot-distributions', 'study-report'];

describe('single-top-tuning', () => {
  let state = '';
  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'umbra-single-top-'));
  });
  afterAll(() => rm(state, { recursive: true }));
  const tasksOf = async (profile: string) =>
    (await prepareCampaign({ path: join(folder, 'campaign.yaml'), profile }, state)).plan.tasks;

  test.each([
    ['quick', 16, 54, 12],
    ['full', 100, 3000, 100],
  ])(
    'profile %s: grids, and three searches of %i trials of up to %i epochs, three executions each; AutoML of %i trainings',
    async (profile, trials, most, trainings) => {
      const tasks = await tasksOf(profile);
      const studies = tasks.filter(({ kind }) => kind === 'study').map(({ params }) => params as StudyParams);
      expect(studies.map(({ method }) => method).sort()).toEqual(['grid', 'grid', 'hyperband', 'random', 'tpe']);
      for (const study of studies) {
        expect(study.executions).toBe(3);
        expect(study.params).toMatchObject({ epochs: most });
        if (study.method !== 'grid') expect(study.trials).toBe(trials);
      }
      expect(tasks.find(({ kind }) => kind === 'automl')?.params).toMatchObject({ budget: { trainings } });
      expect(tasks.find(({ kind }) => kind === 'train-error-boosting')?.params).toMatchObject({
        boosting: { threshold: 0.4, raise: 1.3 },
      });
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
