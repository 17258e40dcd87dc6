import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { binOf, equalBins, fillHistogram, logarithmicBins, thinEvenly } from '../../science/metrics/index.ts';

describe('histograms', () => {
  test('a bin holds its lower edge; the last one its upper edge too; what lies outside goes to the ends', () => {
    const edges = equalBins(0, 1, 4);
    expect([...edges]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect([...binOf(Float64Array.of(0, 0.25, 0.2499, 0.75, 1, -3, 7), edges)]).toEqual([0, 1, 0, 3, 3, 0, 3]);
  });

  test('every value lies between the edges of its bin', () => {
    const edges = logarithmicBins(1e-4, 0.5, 60);
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 0.5, noNaN: true }), (value) => {
        const bin = binOf(Float64Array.of(value), edges)[0] as number;
        expect(value).toBeGreaterThanOrEqual(edges[bin] as number);
        expect(value).toBeLessThanOrEqual(edges[bin + 1] as number);
      }),
    );
    expect(edges[0]).toBe(1e-4);
    expect(edges.at(-1)).toBe(0.5);
    expect((edges[31] as number) / (edges[30] as number)).toBeCloseTo(5000 ** (1 / 60), 12);
  });

  test('weights, their squares and raw events of the given rows', () => {
    const filled = fillHistogram(Int32Array.of(0, 1, 1, 1), 2, Float64Array.of(3, 2, -1, 9), Int32Array.of(0, 1, 2));
    expect([...filled.events]).toEqual([1, 2]);
    expect([...filled.sumOfWeights]).toEqual([3, 1]);
    expect([...filled.sumOfWeightsSquared]).toEqual([9, 5]);
  });
});

describe('thinning a curve', () => {
  test('keeps the ends, at most as many points as asked, and leaves no wide gap', () => {
    const coordinate = Float64Array.from({ length: 20_000 }, (_, i) => Math.log(1 + i));
    const kept = thinEvenly(coordinate, 200);
    expect(kept.length).toBeLessThanOrEqual(200);
    expect([kept[0], kept.at(-1)]).toEqual([0, 19_999]);
    const step = Math.log(20_000) / 198;
    for (let i = 60; i < kept.length; i++) {
      expect((coordinate[kept[i] as number] as number) - (coordinate[kept[i - 1] as number] as number)).toBeLessThan(
        2.1 * step,
      );
    }
  });

  test('points that cannot be drawn are left out; short curves are kept whole', () => {
    expect(thinEvenly([-Infinity, 1, NaN, 2], 10)).toEqual([1, 3]);
  });
});
