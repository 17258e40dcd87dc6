import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { rankByFallingScore, scanThresholds, type ScoredEvents } from '../../science/metrics/index.ts';
import { asimovSignificance, bestSignificance, significanceError } from '../../science/statistics/index.ts';
import { compensatedSum } from '../../science/weights/index.ts';

/** Coarse scores, so that ties happen; some weights negative. */
const events = fc
  .array(
    fc.record({
      score: fc.integer({ min: 0, max: 20 }).map((value) => value / 20),
      weight: fc.integer({ min: -20, max: 128 }).map((value) => value / 64),
      label: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 1, maxLength: 80 },
  )
  .map((list): ScoredEvents => ({
    scores: Float64Array.from(list, (event) => event.score),
    weights: Float64Array.from(list, (event) => event.weight),
    labels: Int8Array.from(list, (event) => event.label),
  }));

const scan = (given: ScoredEvents) => scanThresholds(given, rankByFallingScore(given.scores));

/** Every threshold on its own, summed from the start. */
function naive(given: ScoredEvents, minimum: number): number | undefined {
  let best: number | undefined;
  for (const threshold of new Set(given.scores)) {
    const passing = (label: number) =>
      given.weights.filter((_, i) => (given.scores[i] as number) >= threshold && given.labels[i] === label);
    const [s, b] = [compensatedSum(passing(1)), compensatedSum(passing(0))];
    const b2 = compensatedSum(passing(0).map((weight) => weight ** 2));
    if (b <= 0 || (b * b) / b2 < minimum) continue;
    const z = asimovSignificance(s, b);
    if (best === undefined || z > best) best = z;
  }
  return best;
}

describe('best significance over thresholds', () => {
  test('equals the naive search over every distinct score', () => {
    fc.assert(
      fc.property(events, fc.constantFrom(0, 1.5, 3.1), (given, minimum) => {
        const expected = naive(given, minimum);
        const best = bestSignificance(scan(given), minimum);
        if (expected === undefined) expect(best).toBeUndefined();
        else expect(best?.significance).toBeCloseTo(expected, 9);
      }),
    );
  });

  test('the numbers of plain.py best_z for ten events with ties and a negative weight', () => {
    const given: ScoredEvents = {
      scores: Float64Array.of(0.9, 0.9, 0.8, 0.8, 0.7, 0.6, 0.6, 0.5, 0.4, 0.1),
      weights: Float64Array.of(1.5, 0.5, 2, 0.25, 1, -0.5, 0.75, 2, 3, 40),
      labels: Int8Array.of(1, 0, 1, 0, 0, 0, 1, 0, 1, 0),
    };
    expect(bestSignificance(scan(given), 2)).toMatchObject({
      significance: expect.closeTo(2.1296546741232842, 13) as number,
      threshold: 0.7,
      signal: 3.5,
      background: 1.75,
      backgroundEffective: 2.3333333333333335,
    });
    expect(bestSignificance(scan(given), 1.4)).toMatchObject({
      significance: expect.closeTo(3.182314484342876, 13) as number,
      threshold: 0.4,
    });
    expect(bestSignificance(scan(given), 20)).toBeUndefined();
  });

  test('rises with the luminosity', () => {
    fc.assert(
      fc.property(events, fc.double({ min: 1, max: 50, noNaN: true }), (given, factor) => {
        const more = { ...given, weights: given.weights.map((weight) => weight * factor) };
        const [before, after] = [bestSignificance(scan(given), 2), bestSignificance(scan(more), 2)];
        if (before !== undefined) expect(after?.significance).toBeGreaterThanOrEqual(before.significance * (1 - 1e-9));
      }),
    );
  });

  test('does not depend on the scale of the score', () => {
    fc.assert(
      fc.property(events, (given) => {
        const other = { ...given, scores: given.scores.map((score) => Math.exp(3 * score) - 7) };
        expect(bestSignificance(scan(other), 2)?.significance).toBe(bestSignificance(scan(given), 2)?.significance);
      }),
    );
  });
});

describe('error of the significance', () => {
  test('equals the error found by moving s and b', () => {
    const derivative = (f: (x: number) => number, x: number): number => (f(x * 1.0001) - f(x * 0.9999)) / (0.0002 * x);
    for (const [s, b, vs, vb] of [
      [10, 100, 2, 30],
      [5, 1, 0.3, 0.2],
      [0.02, 110, 1e-5, 47],
    ] as const) {
      const bySignal = derivative((x) => asimovSignificance(x, b), s);
      const byBackground = derivative((x) => asimovSignificance(s, x), b);
      const expected = Math.hypot(bySignal * Math.sqrt(vs), byBackground * Math.sqrt(vb));
      expect(significanceError(s, b, vs, vb) / expected).toBeCloseTo(1, 5);
    }
  });

  test('no signal: sigma_s / sqrt(b); no background: no number', () => {
    expect(significanceError(0, 4, 9, 1)).toBe(1.5);
    expect(significanceError(1e-9, 4, 9, 1)).toBeCloseTo(1.5, 9);
    expect(significanceError(1, 0, 1, 1)).toBeNaN();
  });
});
