import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import {
  asimovSignificance,
  bestBins,
  binIndices,
  excludedRanges,
  scoreBinEdges,
  type LabelledScores,
  type ScoreCells,
} from '../../science/statistics/index.ts';

const events = (rows: readonly (readonly [score: number, weight: number, label: number])[]): LabelledScores => ({
  scores: Float64Array.from(rows, ([score]) => score),
  weights: Float64Array.from(rows, ([, weight]) => weight),
  labels: Int8Array.from(rows, ([, , label]) => label),
});

const arbitraryEvents = fc
  .array(
    fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: -0.2, max: 2, noNaN: true }),
      fc.integer({ min: 0, max: 1 }),
    ),
    { minLength: 30, maxLength: 120 },
  )
  .filter((rows) => rows.some(([, weight, label]) => label === 1 && weight > 0))
  .map(events);

/** Background of each bin: sum and effective events. */
function backgrounds({ scores, weights, labels }: LabelledScores, edges: Float64Array) {
  const bins = binIndices(scores, edges, 'include');
  return Array.from({ length: edges.length - 1 }, (_, bin) => {
    const inBin = [...weights].filter((_, row) => bins[row] === bin && labels[row] === 0);
    const sum = inBin.reduce((total, weight) => total + weight, 0);
    return { sum, effective: sum ** 2 / inBin.reduce((total, weight) => total + weight ** 2, 0) };
  });
}

describe('binning of a score', () => {
  test('what is left below the last full bin joins it only where the two hold enough together', () => {
    const rows = [
      ...Array.from({ length: 8 }, (_, i) => [0.9 - i / 100, 1, 0] as const),
      [0.1, 20, 0] as const,
      [0.95, 1, 1] as const,
    ];
    const given = events(rows);
    const edges = scoreBinEdges(given, { method: 'equal-width', bins: 10, minimumEffectiveBackground: 1.5 });
    for (const { effective } of backgrounds(given, edges ?? new Float64Array()))
      expect(effective).toBeGreaterThanOrEqual(1.5);
    expect(scoreBinEdges(given, { method: 'equal-width', bins: 10, minimumEffectiveBackground: 3 })).toBeUndefined();
  });

  test.each(['equal-width', 'signal-quantiles', 'best-significance'] as const)(
    '%s: rising edges over all scores, no more bins than asked for, each with enough effective background',
    (method) => {
      fc.assert(
        fc.property(arbitraryEvents, fc.integer({ min: 1, max: 12 }), (given, bins) => {
          const edges = scoreBinEdges(given, { method, bins, minimumEffectiveBackground: 3 });
          if (edges === undefined) return;
          expect(edges.length - 1).toBeLessThanOrEqual(bins);
          for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThanOrEqual(edges[i - 1] ?? NaN);
          for (const { sum, effective } of backgrounds(given, edges)) {
            expect(sum).toBeGreaterThan(0);
            expect(effective).toBeGreaterThan(3 - 1e-9);
          }
        }),
        { numRuns: 100 },
      );
    },
  );

  test('quantiles of the signal: equal signal in each bin', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => [(i / 1000) ** 2, 1, i % 2] as const);
    const given = events(rows);
    const edges = scoreBinEdges(given, { method: 'signal-quantiles', bins: 5, minimumEffectiveBackground: 0 });
    const bins = binIndices(given.scores, edges ?? new Float64Array(), 'include');
    const signal = [0, 1, 2, 3, 4].map(
      (bin) => rows.filter(([, , label], row) => label === 1 && bins[row] === bin).length,
    );
    for (const count of signal) expect(Math.abs(count - 100)).toBeLessThanOrEqual(1);
  });

  test('the best bins are the best: no other choice of edges has a larger quadrature sum', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.integer({ min: 0, max: 6 })), {
          minLength: 3,
          maxLength: 7,
        }),
        fc.integer({ min: 1, max: 4 }),
        (rows, bins) => {
          const cells: ScoreCells = {
            edges: Float64Array.from({ length: rows.length + 1 }, (_, i) => i),
            signal: Float64Array.from(rows, ([signal]) => signal),
            background: Float64Array.from(rows, ([, count]) => count),
            backgroundSquared: Float64Array.from(rows, ([, count]) => count),
          };
          const value = (edges: readonly number[]): number => {
            let sum = 0;
            for (let i = 1; i < edges.length; i++) {
              const inBin = rows.slice(edges[i - 1], edges[i]);
              const b = inBin.reduce((total, [, count]) => total + count, 0);
              if (b < 3) return -1;
              sum +=
                asimovSignificance(
                  inBin.reduce((total, [signal]) => total + signal, 0),
                  b,
                ) ** 2;
            }
            return sum;
          };
          let best = -1;
          for (let mask = 0; mask < 2 ** (rows.length - 1); mask++) {
            const inner = rows.flatMap((_, i) => (i > 0 && ((mask >> (i - 1)) & 1) === 1 ? [i] : []));
            if (inner.length < bins) best = Math.max(best, value([0, ...inner, rows.length]));
          }
          const found = bestBins(cells, bins, 3);
          if (best < 0) expect(found).toBeUndefined();
          else expect(value([...(found ?? [])])).toBeCloseTo(best, 8);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a signal crowded at the top: the best bins still reach down only as far as their background needs', () => {
    const background = Array.from({ length: 2000 }, (_, i) => [0.99 * Math.sqrt(i / 2000), 1, 0] as const);
    const signal = Array.from({ length: 500 }, (_, i) => [0.995 + i * 1e-6, 0.01, 1] as const);
    const given = events([...background, ...signal]);
    const edges = scoreBinEdges(given, { method: 'best-significance', bins: 3, minimumEffectiveBackground: 5 });
    const last = backgrounds(given, edges ?? new Float64Array()).at(-1);
    expect(last?.effective).toBeGreaterThan(5 - 1e-9);
    expect(last?.effective).toBeLessThan(7);
  });

  test('overflow: counted in the outer bins, left out, or an error; a value that is no number is always one', () => {
    const edges = Float64Array.of(0, 0.5, 1);
    const values = Float64Array.of(-1, 0, 0.5, 1, 2);
    expect([...binIndices(values, edges, 'include')]).toEqual([0, 0, 1, 1, 1]);
    expect([...binIndices(values, edges, 'exclude')]).toEqual([-1, 0, 1, 1, -1]);
    expect(() => binIndices(values, edges, 'error')).toThrow(/row 0: -1 is outside the bins/);
    expect(() => binIndices(Float64Array.of(NaN), edges, 'include')).toThrow(/not a number/);
  });

  test('no signal: an error', () => {
    expect(() =>
      scoreBinEdges(events([[0.5, 1, 0]]), { method: 'best-significance', bins: 2, minimumEffectiveBackground: 0 }),
    ).toThrow(/no signal/);
  });
});

describe('excluded ranges', () => {
  test('between crossings, with the logarithm of the limit linear in between', () => {
    const ranges = excludedRanges([
      [100, 0.1],
      [200, 10],
      [300, 10],
      [400, 0.1],
      [500, 0.5],
    ]);
    expect(ranges).toHaveLength(2);
    expect(ranges[0]).toMatchObject({ from: 100, fromIsEdge: true, toIsEdge: false });
    expect(ranges[0]?.to).toBeCloseTo(150, 9);
    expect(ranges[1]).toMatchObject({ to: 500, fromIsEdge: false, toIsEdge: true });
    expect(ranges[1]?.from).toBeCloseTo(350, 9);
    expect(excludedRanges([[100, 1.2]])).toEqual([]);
  });
});
