import { describe, expect, test } from 'vitest';
import { studyReport } from '../../activities/study-report/index.ts';
import { studyFigures } from '../../report/figures/study/index.ts';
import { bestSoFar } from '../../report/figures/study/progress.ts';
import { binsOf } from '../../report/figures/study/bins.ts';
import { renderStudy } from '../../report/terminal/study.ts';
import type { ReportDocument, StudyResult, StudyTrial } from '../../schemas/results/index.ts';
import { createSearch, type Search } from '../../science/learning/tuning/index.ts';
import { summarise } from '../../workers/study/summary.ts';
import { problems, runSearch, studyParams } from '../learning/tuning/functions.ts';
import { jsonInput, runTask } from '../support/run-task.ts';

const header = { status: 'Simulation, private work', conditions: '' };

function resultOf(change: Parameters<typeof studyParams>[0] = {}): {
  readonly study: StudyResult;
  readonly search: Search;
} {
  const { space, loss } = problems.network;
  const params = studyParams({ space, trials: 24, ...change });
  const search = createSearch(params);
  runSearch(search, space, loss);
  return { search, study: summarise(params, search.trials(), new Map()) };
}

describe('figures of a study', () => {
  test('are drawn from its artifact alone, the same bytes each time, with every coordinate a number', async () => {
    const { study } = resultOf();
    const figures = await studyFigures(study, header);
    expect(Object.keys(figures)).toEqual(expect.arrayContaining(['progress', 'parallel', 'importance', 'mean:rate']));
    expect(Object.keys(figures).filter((name) => name.startsWith('pair:'))).toHaveLength(6);
    for (const svg of Object.values(figures)) {
      expect(svg).toMatch(/^<svg /);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(await studyFigures(study, header)).toEqual(figures);
  });

  test('there is a line for each trial that has a score, and it breaks where a dimension does not exist', async () => {
    const { study } = resultOf();
    const { parallel = '' } = await studyFigures(study, header);
    const lines = [...parallel.matchAll(/<path[^>]* d="([^"]+)"[^>]*stroke="#[0-9a-f]{6}"/g)].map(
      ([, path = '']) => path,
    );
    expect(lines).toHaveLength(24);
    const whole = study.trials.filter(({ values }) => values['units.length'] === 4).length;
    expect(lines.filter((path) => path.lastIndexOf('M') === 0)).toHaveLength(whole);
  });

  test('a study whose trials all failed has none, and one trial is enough for some', async () => {
    const { study } = resultOf();
    const failed = study.trials.map((trial): StudyTrial => ({ ...trial, state: 'failed', rank: null, score: null }));
    expect(await studyFigures({ ...study, trials: failed, importance: [] }, header)).toEqual({});
    const one = await studyFigures({ ...study, trials: study.trials.slice(0, 1), importance: [] }, header);
    expect(Object.keys(one)).toEqual(expect.arrayContaining(['progress', 'parallel']));
    expect(Object.values(one).join('')).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('the best so far follows the trials by number and never gets worse', () => {
    const { study } = resultOf();
    const best = bestSoFar(study);
    const scores = [...study.trials].sort((a, b) => a.trial - b.trial).map(({ score }) => score ?? NaN);
    expect(best).toEqual(scores.map((_, index) => Math.min(...scores.slice(0, index + 1))));
  });

  test('every value of a dimension is in one of its groups', () => {
    const { study } = resultOf();
    for (const dimension of study.space)
      for (const trial of study.trials) {
        const index = binsOf(dimension).indexOf(trial);
        expect(index === undefined).toBe(trial.values[dimension.name] === undefined);
        if (index !== undefined) expect(binsOf(dimension).labels[index]).toBeDefined();
      }
  });
});

test('the terminal shows trials by rank and names what has no room', () => {
  const { study } = resultOf();
  const text = renderStudy('tune', study, 60, 5);
  expect(text).toMatch(/^tune: k by random, minimise o; 24 complete/);
  const ranks = [...text.matchAll(/^ +(\d+) +#\d+/gm)].map(([, rank]) => Number(rank));
  expect(ranks).toEqual([1, 2, 3, 4, 5]);
  expect(text).toMatch(/19 more: --all/);
  expect(text).toMatch(/no room for/);
  for (const line of text.split('\n').slice(1, 8)) expect(line.length).toBeLessThanOrEqual(60);
});

test('the page sets searches beside each other and needs nothing from elsewhere', async () => {
  const inputs = {
    studies: (['random', 'tpe'] as const).map((sampler) =>
      jsonInput(resultOf({ sampler, method: sampler, lag: 1 }).study, { method: sampler }),
    ),
  };
  const params = { title: 'Two <searches>' };
  const { outputs } = await runTask(studyReport, { params, inputs });
  const page = new TextDecoder().decode(outputs.page as Uint8Array);
  expect(page).toMatch(/Two &lt;searches&gt;/);
  expect(page).toMatch(/id="searches"/);
  expect(page.match(/<svg/g)?.length).toBeGreaterThan(20);
  expect(page).not.toMatch(/(src|href)="http/);
  expect(Object.keys(outputs.figures as object)).toEqual(expect.arrayContaining(['random/parallel', 'tpe/progress']));
  const again = await runTask(studyReport, { params, inputs });
  expect(again.outputs.page).toEqual(outputs.page);
});

test('the documents of a study are its page for a report of the campaign: names of their own, the same figures, scores as numbers', async () => {
  const named = (['random', 'tpe'] as const).map(
    (method) => [method, resultOf({ sampler: method, method, lag: 1 }).study] as const,
  );
  const { outputs } = await runTask(studyReport, {
    params: { title: 'Two', name: 'tuning' },
    inputs: { studies: named.map(([method, study]) => jsonInput(study, { method })) },
  });
  const documents = outputs.documents as readonly ReportDocument[];
  const names = documents.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(['tuning_searches', 'tuning_progress', 'tuning_random_ranking', 'tuning_tpe_parallel']),
  );
  const figures = outputs.figures as Readonly<Record<string, string>>;
  for (const [figure, svg] of Object.entries(figures))
    expect(documents.find(({ name }) => name === `tuning_${figure.replaceAll(/[^A-Za-z0-9]+/g, '_')}`)).toMatchObject({
      svg,
    });
  for (const [method, { trials }] of named) {
    const ranking = documents.find(({ name }) => name === `tuning_${method}_ranking`);
    const scores = ranking?.kind === 'table' ? ranking.rows.map((row) => row[2]?.value) : [];
    expect(scores).toEqual(trials.map(({ score }) => score));
  }
  const alone = await runTask(studyReport, {
    params: { title: 'One' },
    inputs: { studies: [jsonInput(named[0]![1])] },
  });
  expect((alone.outputs.documents as readonly ReportDocument[]).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['study_ranking', 'study_progress']),
  );
});
