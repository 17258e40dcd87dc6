import type { StudyParams } from '../../../schemas/index.ts';
import { createSearch, compileSpace, type Configuration, type Search } from '../../../science/learning/tuning/index.ts';

/** A function to find the lowest point of, with the space that it is searched in. */
export interface Problem {
  readonly space: StudyParams['space'];
  readonly loss: (hyperparameters: Readonly<Record<string, unknown>>) => number;
}

const numbers = (record: Readonly<Record<string, unknown>>, prefix: string, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => Number(record[`${prefix}${index}`]));
const continuous = (prefix: string, count: number, low: number, high: number): StudyParams['space'] =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, { float: [low, high] }]));

const hartmannA = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const hartmannP = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];
const hartmannAlpha = [1, 1.2, 3, 3.2];

/** The functions of tests/fixtures/tuning/make_reference.py. */
export const problems = {
  branin: {
    space: { x: { float: [-5, 10] }, y: { float: [0, 15] } },
    loss: (given) => {
      const [x, y] = [Number(given.x), Number(given.y)];
      const a = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
      return a ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    },
  },
  hartmann6: {
    space: continuous('x', 6, 0, 1),
    loss: (given) => {
      const x = numbers(given, 'x', 6);
      return -hartmannAlpha.reduce((sum, alpha, i) => {
        const inner = x.reduce((total, value, j) => total + hartmannA[i]![j]! * (value - hartmannP[i]![j]!) ** 2, 0);
        return sum + alpha * Math.exp(-inner);
      }, 0);
    },
  },
  rosenbrock: {
    space: continuous('x', 3, -2, 2),
    loss: (given) => {
      const x = numbers(given, 'x', 3);
      return [0, 1].reduce((sum, i) => sum + 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0);
    },
  },
  network: {
    space: {
      rate: { float: [1e-5, 1e-1], scale: 'log' },
      optimiser: { choice: ['adam', 'sgd', 'nadam'] },
      units: { list: { length: [1, 4], of: { int: [20, 150] } } },
    },
    loss: ({ rate, optimiser, units }) => {
      const layers = units as readonly number[];
      const offset = { adam: 0.1, sgd: 0.5, nadam: 0 }[optimiser as 'adam'];
      const widths = layers.reduce((sum, count) => sum + ((count - 80) / 130) ** 2, 0) / layers.length;
      return (Math.log10(Number(rate)) + 3) ** 2 / 4 + offset + (layers.length - 2) ** 2 / 10 + widths;
    },
  },
} satisfies Readonly<Record<string, Problem>>;

/** A study's definition for tests. */
export function studyParams(changes: Partial<StudyParams>): StudyParams {
  return {
    ...{ kind: 'k', version: 1, params: {}, space: { x: { float: [0, 1] } }, method: 'random', sampler: 'random' },
    ...{ trials: 20, lag: null, startup_trials: 10, executions: 1, resource: null, pruning: null, evaluate: null },
    ...{ keep: 1, failures: 'stop', seed: 1 },
    objective: { output: 'o', path: [], goal: 'minimise', take: 'best' },
    ...changes,
  };
}

/** Runs a search to its end, one run after another in the order asked for; gives the losses by trial. */
export function runSearch(search: Search, space: StudyParams['space'], loss: Problem['loss']): readonly number[] {
  const { fill } = compileSpace(space);
  const losses: number[] = [];
  for (;;) {
    const [run] = search.ready();
    if (run === undefined) return losses;
    const score = loss(fill(run.configuration));
    losses.push(score);
    search.tell(run, { score });
  }
}

/** The best loss after each number of trials. */
export function bestAfter(
  { space, loss }: Problem,
  sampler: StudyParams['sampler'],
  seed: number,
  trials: readonly number[],
): readonly number[] {
  const params = studyParams({ space, sampler, seed, trials: Math.max(...trials), lag: 1 });
  const losses = runSearch(createSearch(params), space, loss);
  return trials.map((count) => Math.min(...losses.slice(0, count)));
}

export type { Configuration };
