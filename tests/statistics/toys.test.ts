import { describe, expect, test } from 'vitest';
import { randomStream } from '../../science/learning/random.ts';
import {
  buildModel,
  hypotest,
  poisson,
  toyData,
  toyHypotheses,
  toyStatistics,
  toyTest,
  type ModelData,
} from '../../science/statistics/index.ts';
import { uncorrelated } from './histfactory/workspaces.ts';

const model = buildModel(uncorrelated([12, 11], [50, 52], [3, 7], [51, 48]));
const data = model.observed as ModelData;

describe('Poisson numbers', () => {
  test('mean, variance and skewness at means below and above 10', () => {
    for (const mean of [0.05, 1, 9.9, 10.1, 47, 3000]) {
      const stream = randomStream(5, 'poisson', mean);
      const values = Float64Array.from({ length: 40_000 }, () => poisson(stream, mean));
      const moment = (power: number): number => values.reduce((sum, x) => sum + (x - mean) ** power, 0) / values.length;
      const average = values.reduce((sum, x) => sum + x, 0) / values.length;
      // Four standard errors of each.
      expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / values.length));
      expect(Math.abs(moment(2) / mean - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / mean) / values.length));
      expect(Math.abs(moment(3) / mean - 1)).toBeLessThan(
        4 * Math.sqrt((15 * mean + 25 + 1 / mean) / values.length) + 0.01,
      );
    }
  });

  test('probabilities at a mean of 12.5 (chi-square of the counts)', () => {
    const stream = randomStream(6, 'poisson');
    const counts = new Float64Array(60);
    const draws = 50_000;
    for (let i = 0; i < draws; i++) {
      const value = poisson(stream, 12.5);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    let [chiSquare, probability] = [0, Math.exp(-12.5)];
    for (let n = 0; n <= 30; n++) {
      if (n >= 3 && n <= 25) chiSquare += ((counts[n] as number) - draws * probability) ** 2 / (draws * probability);
      probability *= 12.5 / (n + 1);
    }
    // 23 bins: the mean is 23, its spread 6.8.
    expect(chiSquare).toBeLessThan(55);
  });
});

describe('toys', () => {
  const hypotheses = toyHypotheses(model, data, 1);

  test('a range is the same whether drawn at once or in parts, in any order', () => {
    const all = toyStatistics(model, hypotheses, { seed: 3, first: 0, count: 20 });
    const late = toyStatistics(model, hypotheses, { seed: 3, first: 12, count: 8 });
    const early = toyStatistics(model, hypotheses, { seed: 3, first: 0, count: 12 });
    expect(Float64Array.of(...early.signal, ...late.signal)).toEqual(all.signal);
    expect(Float64Array.of(...early.background, ...late.background)).toEqual(all.background);
    expect(toyStatistics(model, hypotheses, { seed: 4, first: 0, count: 20 }).signal).not.toEqual(all.signal);
  });

  test('auxiliary measurements vary with the counts', () => {
    const [a, b] = [0, 1].map((index) => toyData(model, hypotheses.background, 1, 'background', index));
    expect(a?.auxiliary[0]).toBeNaN();
    expect(a?.auxiliary[1]).not.toBe(b?.auxiliary[1]);
    expect(Number.isInteger(a?.auxiliary[1])).toBe(true);
  });

  test('CLs from toys is that of the asymptotic formulas within its error', () => {
    const toys = toyStatistics(model, hypotheses, { seed: 1, first: 0, count: 4000 });
    const found = toyTest(hypotheses.observed, toys);
    const asymptotic = hypotest(model, data, 1);
    expect(found.failed).toBe(0);
    expect(Math.abs(found.clb - asymptotic.clb)).toBeLessThan(4 * found.clbError);
    expect(Math.abs(found.cls - asymptotic.cls)).toBeLessThan(4 * found.clsError);
    expect(found.clsExpected[2]).toBeCloseTo(asymptotic.clsExpected[2], 1);
  });

  test('equal test statistics count as reached; failed toys are left out and counted', () => {
    const found = toyTest(1, { signal: Float64Array.of(0, 1, 2, NaN), background: Float64Array.of(0, 0, 0, 1) });
    expect(found).toMatchObject({ clsb: 2 / 3, clb: 1 / 4, cls: 8 / 3, failed: 1 });
  });
});
