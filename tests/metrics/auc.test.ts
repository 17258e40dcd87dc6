import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import {
  areaUnderCurve,
  rankByFallingScore,
  rocCurve,
  scanThresholds,
  type ScoredEvents,
} from '../../science/metrics/index.ts';

const scan = (given: ScoredEvents) => scanThresholds(given, rankByFallingScore(given.scores));
const auc = (given: ScoredEvents): number => areaUnderCurve(scan(given));

const event = fc.record({
  score: fc.integer({ min: 0, max: 12 }).map((value) => value / 12),
  weight: fc.double({ min: -0.2, max: 1, noNaN: true }),
  label: fc.integer({ min: 0, max: 1 }),
});
/** At least one event of each class whose weight outweighs the negative ones. */
const events = fc.array(event, { maxLength: 50 }).map((list): ScoredEvents => {
  const all = [...list, { score: 0.5, weight: 20, label: 1 }, { score: 0.25, weight: 20, label: 0 }];
  return {
    scores: Float64Array.from(all, ({ score }) => score),
    weights: Float64Array.from(all, ({ weight }) => weight),
    labels: Int8Array.from(all, ({ label }) => label),
  };
});

/** The definition: all pairs of one signal and one background event. */
function byPairs({ scores, weights, labels }: ScoredEvents): number {
  let [area, pairs] = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    for (let j = 0; j < scores.length; j++) {
      if (labels[i] !== 1 || labels[j] !== 0) continue;
      const weight = (weights[i] as number) * (weights[j] as number);
      const [s, b] = [scores[i] as number, scores[j] as number];
      area += weight * (s > b ? 1 : s === b ? 0.5 : 0);
      pairs += weight;
    }
  }
  return area / pairs;
}

describe('area under the weighted ROC', () => {
  test('is the weighted share of pairs in the right order, ties one half, with signed weights', () => {
    fc.assert(
      fc.property(events, (given) => {
        expect(auc(given)).toBeCloseTo(byPairs(given), 10);
      }),
    );
  });

  test('is antisymmetric: swapping signal and background, or turning the score round, gives 1 - AUC', () => {
    fc.assert(
      fc.property(events, (given) => {
        const swapped = { ...given, labels: Int8Array.from(given.labels, (label) => 1 - label) };
        const turned = { ...given, scores: given.scores.map((score) => -score) };
        expect(auc(swapped)).toBeCloseTo(1 - auc(given), 10);
        expect(auc(turned)).toBeCloseTo(1 - auc(given), 10);
      }),
    );
  });

  test('does not change under a rising map of the score or a common factor on a class', () => {
    fc.assert(
      fc.property(events, fc.double({ min: 0.1, max: 10, noNaN: true }), (given, factor) => {
        expect(auc({ ...given, scores: given.scores.map((score) => Math.atan(9 * score) ** 3) })).toBe(auc(given));
        const weights = given.weights.map((weight, i) => (given.labels[i] === 1 ? weight * factor : weight));
        expect(auc({ ...given, weights })).toBeCloseTo(auc(given), 10);
      }),
    );
  });

  test('perfect, useless and inverted scores', () => {
    const of = (...scores: number[]): number =>
      auc({
        scores: Float64Array.from(scores),
        weights: Float64Array.of(1, 3, 2, 2),
        labels: Int8Array.of(1, 1, 0, 0),
      });
    expect(of(0.9, 0.8, 0.2, 0.1)).toBe(1);
    expect(of(0.5, 0.5, 0.5, 0.5)).toBe(0.5);
    expect(of(0.1, 0.2, 0.8, 0.9)).toBe(0);
  });

  test('without events of a class there is no area', () => {
    expect(auc({ scores: Float64Array.of(0.1), weights: Float64Array.of(1), labels: Int8Array.of(1) })).toBeNaN();
    expect(auc({ scores: new Float64Array(0), weights: new Float64Array(0), labels: [] })).toBeNaN();
  });
});

test('the ROC runs from (0, 0) to (1, 1) and its trapezoids have the area', () => {
  fc.assert(
    fc.property(events, (given) => {
      const { backgroundEfficiency: x, signalEfficiency: y } = rocCurve(scan(given));
      expect([x[0], y[0]]).toEqual([0, 0]);
      expect(x.at(-1)).toBe(1);
      expect(y.at(-1)).toBe(1);
      let area = 0;
      for (let i = 1; i < x.length; i++) {
        area += ((x[i] as number) - (x[i - 1] as number)) * (((y[i] as number) + (y[i - 1] as number)) / 2);
      }
      expect(area).toBeCloseTo(auc(given), 10);
    }),
  );
});
