import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { proposeGaussianProcess } from '../../../science/learning/tuning/gaussian-process/propose.ts';
import { fitGaussianProcess } from '../../../science/learning/tuning/gaussian-process/regression.ts';
import { logExpectedImprovement } from '../../../science/learning/tuning/gaussian-process/improvement.ts';
import { compileSpace } from '../../../science/learning/tuning/index.ts';
import { repository } from '../../support/umbra.ts';
import { bestAfter, problems } from './functions.ts';

type Quartiles = readonly [number, number, number];
type Reference = Readonly<
  Record<keyof typeof problems, Readonly<Record<string, Readonly<Record<'40' | '80', Quartiles>>>>>
>;

/** Best values that Optuna's samplers find, made by make_reference.py beside the numbers. */
const optuna = JSON.parse(
  readFileSync(join(repository, 'tests', 'fixtures', 'tuning', 'reference.json'), 'utf8'),
) as Reference;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

describe("the best value found, against Optuna's", () => {
  test.each(Object.keys(problems) as (keyof typeof problems)[])(
    'tree-structured Parzen estimator on %s: the median of seven searches of 80 trials is no worse than the worst quarter of those, and better than chance',
    (name) => {
      const found = Array.from({ length: 7 }, (_, seed) => bestAfter(problems[name], 'tpe', seed, [80])[0] ?? NaN);
      expect(median(found)).toBeLessThanOrEqual(optuna[name].tpe![80][2]);
      expect(median(found)).toBeLessThan(optuna[name].random![80][0]);
    },
    120_000,
  );

  test.each(['branin', 'hartmann6', 'rosenbrock'] as const)(
    'Gaussian process on %s: the median of three searches of 40 trials is no worse than the worst quarter of those by more than a tenth',
    (name) => {
      const found = Array.from(
        { length: 3 },
        (_, seed) => bestAfter(problems[name], 'gaussian-process', seed, [40])[0] ?? NaN,
      );
      const worst = optuna[name]['gaussian-process']![40][2];
      expect(median(found)).toBeLessThanOrEqual(worst + 0.1 * Math.abs(worst));
      expect(median(found)).toBeLessThan(optuna[name].random![40][0]);
    },
    120_000,
  );
});

describe('a Gaussian process', () => {
  test('goes through data without noise, and is sure there and unsure far from them', () => {
    const at = (x: number): Float64Array => Float64Array.of(x);
    const points = [0, 0.1, 0.25, 0.4, 0.5].map(at);
    const values = points.map(([x = 0]) => Math.sin(6 * x));
    const posterior = fitGaussianProcess(points, values, [false]);
    const mean = (point: Float64Array): number => posterior(point).mean;
    const variance = (point: Float64Array): number => posterior(point).variance;
    points.forEach((point, index) => {
      expect(mean(point)).toBeCloseTo(values[index] ?? NaN, 1);
      expect(variance(point)).toBeLessThan(0.01);
    });
    expect(mean(at(0.3))).toBeCloseTo(Math.sin(1.8), 1);
    expect(variance(at(1))).toBeGreaterThan(10 * variance(at(0.3)));
  });

  test('never proposes again what was tried, as long as there is anything else', () => {
    const space = compileSpace({ units: { int: [1, 12] }, kind: { choice: ['a', 'b'] } });
    const observations = Array.from({ length: 23 }, (_, index) => ({
      configuration: { units: 1 + (index % 12), kind: Math.floor(index / 12) },
      loss: index / 10,
      level: 0,
    }));
    const known = { space, seed: 1, trial: 24, observations, pending: [], startupTrials: 5 };
    expect(proposeGaussianProcess(known)).toEqual({ units: 12, kind: 1 });
  });

  test('the logarithm of the expected improvement has no seam where its form changes, and tells hopeless places apart', () => {
    // E[max(best - Y, 0)] for a standard normal Y: phi(z) + z Phi(z); at z = -1 it is 0.0833155 (Jones et al. 1998, eq. 15).
    expect(Math.exp(logExpectedImprovement(0, 1, -1))).toBeCloseTo(0.0833155, 7);
    expect(Math.exp(logExpectedImprovement(0, 1, 0))).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 12);
    expect(logExpectedImprovement(5 - 1e-9, 1, 0)).toBeCloseTo(logExpectedImprovement(5 + 1e-9, 1, 0), 1);
    expect(logExpectedImprovement(40, 1, 0)).toBeGreaterThan(logExpectedImprovement(41, 1, 0));
    expect(Number.isFinite(logExpectedImprovement(1e4, 1, 0))).toBe(true);
  });
});
