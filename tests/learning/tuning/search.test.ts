import { fc } from '../../support/properties.ts';
import { describe, expect, test } from 'vitest';
import type { StudyParams, TrialRun } from '../../../schemas/index.ts';
import { hyperband, successiveHalving } from '../../../science/learning/tuning/brackets.ts';
import { createSearch, scoreOf } from '../../../science/learning/tuning/index.ts';
import { studyParams } from './functions.ts';

const space = {
  x: { float: [-1, 1] },
  layers: { list: { length: [0, 2], of: { int: [10, 20] } } },
  kind: { choice: ['a', 'b'] },
};
const resource = { param: ['epochs'], least: 1, most: 9, factor: 3 };

const studies: fc.Arbitrary<StudyParams> = fc
  .record({
    seed: fc.nat(1000),
    trials: fc.integer({ min: 1, max: 16 }),
    lag: fc.integer({ min: 1, max: 5 }),
    executions: fc.integer({ min: 1, max: 2 }),
    method: fc.constantFrom('random', 'tpe', 'pruned', 'hyperband', 'successive-halving', 'tpe-hyperband'),
    goal: fc.constantFrom('minimise', 'maximise'),
  })
  .map(({ method, goal, lag, ...rest }) => {
    const base = studyParams({ ...rest, space, startup_trials: 4 });
    const objective = { ...base.objective, goal };
    switch (method) {
      case 'pruned':
        return {
          ...base,
          objective,
          lag,
          sampler: 'tpe',
          method: 'tpe',
          resource,
          pruning: { at: [1, 3], startup_trials: 3 },
        };
      case 'hyperband':
      case 'successive-halving':
        return { ...base, objective, method, resource };
      case 'tpe-hyperband':
        return { ...base, objective, method: 'hyperband', sampler: 'tpe', resource };
      default:
        return { ...base, objective, method, sampler: method, lag: method === 'random' ? null : lag };
    }
  });

/** A score that depends on the run alone; a few configurations fail. */
const outcomeOf = (run: TrialRun) => {
  const { x = 0, kind = 0 } = run.configuration;
  if (x > 0.9) return { error: 'refused' };
  return { score: (x - 0.3) ** 2 + kind / 10 + 1 / (run.budget ?? 1) + run.execution / 100 };
};

/** Runs a search, ending what runs in an order of its own. */
function finish(params: StudyParams, parallel: number, pick: (among: number) => number) {
  const search = createSearch(params);
  const running: TrialRun[] = [];
  const names: string[] = [];
  for (;;) {
    for (const run of search.ready()) {
      const name = `${run.trial} ${run.stage} ${run.execution}`;
      if (names.includes(name) || running.length >= parallel) continue;
      names.push(name);
      running.push(run);
    }
    if (running.length === 0) return { search, runs: [...names].sort() };
    const [ended] = running.splice(pick(running.length), 1) as [TrialRun];
    search.tell(ended, outcomeOf(ended));
  }
}

describe('a search', () => {
  test('proposes the same and ends the same, in whatever order trials end and however many run at once', () => {
    fc.assert(
      fc.property(
        studies,
        fc.integer({ min: 1, max: 6 }),
        fc.infiniteStream(fc.nat(1000)),
        (params, parallel, order) => {
          const alone = finish(params, 1, () => 0);
          const mixed = finish(params, parallel, (among) => (order.next().value as number) % among);
          expect(mixed.search.trials()).toEqual(alone.search.trials());
          expect(mixed.runs).toEqual(expect.arrayContaining(alone.runs));
          expect(alone.search.trials().every(({ state }) => state !== 'running')).toBe(true);
          expect(alone.search.trials()).toHaveLength(alone.search.total);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('with more trials begins with the same ones', () => {
    fc.assert(
      fc.property(
        studies.filter(({ method }) => method !== 'successive-halving'),
        fc.integer({ min: 1, max: 8 }),
        (params, more) => {
          const before = finish(params, 1, () => 0).search.trials();
          const after = finish({ ...params, trials: (params.trials ?? 0) + more }, 1, () => 0).search.trials();
          const count = before.length;
          expect(after.slice(0, count).map(({ configuration }) => configuration)).toEqual(
            before.map(({ configuration }) => configuration),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test('does not propose trial n before trials 1 ... n - lag have ended', () => {
    const search = createSearch(
      studyParams({ space, sampler: 'tpe', method: 'tpe', lag: 3, trials: 9, startup_trials: 2 }),
    );
    expect(search.ready().map(({ trial }) => trial)).toEqual([1, 2, 3]);
    const [, second, third] = search.ready();
    search.tell(second!, { score: 1 });
    search.tell(third!, { score: 1 });
    expect(search.ready().map(({ trial }) => trial)).toEqual([1]);
    const [first] = search.ready();
    search.tell(first!, { score: 1 });
    expect(search.ready().map(({ trial }) => trial)).toEqual([4, 5, 6]);
  });

  test('gives up a trial that is worse than the median of earlier ones at the same point, and only then', () => {
    const params = studyParams({ trials: 8, lag: 1, resource, pruning: { at: [3], startup_trials: 4 } });
    const search = createSearch(params);
    // Scores at 3 epochs by trial; the median of the first four is 0.25.
    const scores = [0.1, 0.2, 0.3, 0.4, 0.26, 0.24, 0.5, 0.05];
    for (;;) {
      const [run] = search.ready();
      if (run === undefined) break;
      search.tell(run, { score: scores[run.trial - 1]! });
    }
    expect(search.trials().map(({ state }) => state)).toEqual([
      ...['complete', 'complete', 'complete', 'complete'],
      ...['pruned', 'complete', 'pruned', 'complete'],
    ]);
    expect(search.trials().map(({ stages }) => stages.length)).toEqual([2, 2, 2, 2, 1, 2, 1, 2]);
  });

  test('goes on after failures, which are never promoted', () => {
    const search = createSearch(studyParams({ method: 'successive-halving', trials: 9, resource }));
    for (const run of search.ready()) search.tell(run, run.trial <= 7 ? { error: 'refused' } : { score: run.trial });
    expect(search.ready().map(({ trial, budget, previous }) => [trial, budget, previous])).toEqual([
      [8, 3, 1],
      [9, 3, 1],
    ]);
  });
});

describe('brackets', () => {
  test("hyperband's for R = 81 and eta = 3 are those of the paper's table 1", () => {
    const table = hyperband(null, { least: 1, most: 81, factor: 3 }).map(({ rungs }) =>
      rungs.map(({ trials, budget }) => [trials, budget]),
    );
    // Li et al., JMLR 18 (2018), table 1, with n = ceil((s_max + 1) eta^s / (s + 1)) of algorithm 1 (the table rounds 27 and 9 differently).
    expect(table[0]).toEqual([
      [81, 1],
      [27, 3],
      [9, 9],
      [3, 27],
      [1, 81],
    ]);
    expect(table[4]).toEqual([[5, 81]]);
    expect(table.map(([first]) => first)).toEqual([
      [81, 1],
      [34, 3],
      [15, 9],
      [8, 27],
      [5, 81],
    ]);
  });

  test('go over and over until there are as many trials as asked for', () => {
    const brackets = hyperband(30, { least: 1, most: 9, factor: 3 });
    expect(brackets.map(({ rungs }) => rungs[0]!.trials)).toEqual([9, 5, 3, 9, 4]);
    expect(brackets.map(({ first }) => first)).toEqual([1, 10, 15, 18, 27]);
    expect(successiveHalving(27, { least: 2, most: 50, factor: 5 })[0]!.rungs).toEqual([
      { trials: 27, budget: 2 },
      { trials: 5, budget: 10 },
      { trials: 1, budget: 50 },
    ]);
  });
});

describe('an objective', () => {
  const output = { epochs: [{ loss: 3 }, { loss: 1 }, { loss: 2 }], auc: 0.9 };
  const objective = { output: 'history', path: ['epochs', 'loss'], goal: 'minimise', take: 'best' } as const;

  test('is a number, or the best, last or mean of a list of them', () => {
    expect(scoreOf(output, objective, 't')).toEqual({ score: 1, curve: [3, 1, 2] });
    expect(scoreOf(output, { ...objective, goal: 'maximise' }, 't').score).toBe(3);
    expect(scoreOf(output, { ...objective, take: 'last' }, 't').score).toBe(2);
    expect(scoreOf(output, { ...objective, take: 'mean' }, 't').score).toBe(2);
    expect(scoreOf(output, { ...objective, path: ['epochs', '0', 'loss'] }, 't')).toEqual({ score: 3, curve: [] });
    expect(scoreOf(output, { ...objective, path: ['auc'] }, 't')).toEqual({ score: 0.9, curve: [] });
  });

  test('that is not there is told, not taken for nothing', () => {
    expect(() => scoreOf(output, { ...objective, path: ['epochs', 'auc'] }, 'tune#1')).toThrow(
      /tune#1: history\.epochs\.auc is undefined/,
    );
    expect(() => scoreOf({ epochs: [] }, objective, 'tune#1')).toThrow(/is empty/);
  });
});
