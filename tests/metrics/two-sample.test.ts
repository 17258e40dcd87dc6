import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import {
  areaError,
  nearestInFirst,
  slicedWassersteinDistance,
  uniformityTest,
  wassersteinDistance,
} from '../../science/metrics/index.ts';
import { normal, randomStream } from '../../science/learning/random.ts';

const numbers = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 });

describe('the Wasserstein distance', () => {
  test('is that of scipy 1.x, stats.wasserstein_distance', () => {
    const a = Float64Array.of(0.1, 2.5, -1.25, 3.75, 3.75, 0.5, 7.0);
    const b = Float64Array.of(1.0, -0.5, 4.25, 4.25, 2.0);
    expect(wassersteinDistance(a, b)).toBeCloseTo(0.9614285714285715, 14);
  });

  test('is symmetric, 0 for equal samples, and the shift for a shifted one', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.double({ min: -50, max: 50, noNaN: true }), (x, y, shift) => {
        const [a, b] = [Float64Array.from(x), Float64Array.from(y)];
        expect(wassersteinDistance(a, b)).toBeCloseTo(wassersteinDistance(b, a), 9);
        expect(wassersteinDistance(a, a)).toBe(0);
        expect(
          wassersteinDistance(
            a,
            a.map((value) => value + shift),
          ),
        ).toBeCloseTo(Math.abs(shift), 9);
      }),
    );
  });

  test('of equally many numbers is the mean difference of the sorted ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -9, max: 9, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true })), {
          minLength: 1,
        }),
        (pairs) => {
          const [a, b] = [0, 1].map((side) => Float64Array.from(pairs, (pair) => pair[side] as number)) as [
            Float64Array,
            Float64Array,
          ];
          const [x, y] = [a.toSorted(), b.toSorted()];
          const mean = x.reduce((sum, value, index) => sum + Math.abs(value - (y[index] as number)), 0) / x.length;
          expect(wassersteinDistance(a, b)).toBeCloseTo(mean, 9);
        },
      ),
    );
  });

  test('in slices sees a shift along one of many features as its mean projection', () => {
    const stream = randomStream(1, 'slices');
    const cloud = Float32Array.from({ length: 3000 }, () => normal(stream));
    const shifted = cloud.map((value, index) => (index % 3 === 0 ? value + 2 : value));
    // E |cos| of the angle to an axis in three dimensions is 1/2.
    expect(slicedWassersteinDistance(cloud, shifted, 3, 400, () => normal(stream))).toBeCloseTo(1, 1);
    expect(slicedWassersteinDistance(cloud, cloud, 3, 5, () => normal(stream))).toBe(0);
  });
});

describe('uniformity', () => {
  test("Kolmogorov's distance is that of scipy.stats.kstest, its probability that of the exact law within .01", () => {
    const azimuths = Float64Array.of(-3.0, -2.2, -1.9, -0.4, 0.3, 0.9, 1.1, 2.4, 2.6, 3.1, -1.0, 0.05);
    const { distance, probability } = uniformityTest(azimuths, -Math.PI, Math.PI);
    expect(distance).toBeCloseTo(0.1319718634205489, 14);
    expect(Math.abs(probability - 0.9673731661565633)).toBeLessThan(0.01);
  });

  test('angles on one side are not uniform', () => {
    expect(
      uniformityTest(
        Float64Array.from({ length: 100 }, (_, i) => i / 100),
        -Math.PI,
        Math.PI,
      ).probability,
    ).toBeLessThan(1e-9);
  });
});

test('the error of an area of 1/2 is that of the rank-sum test, of an area of 1 it is 0', () => {
  const [m, n] = [50, 80];
  // Variance of the Mann-Whitney statistic under the null hypothesis: (m + n + 1) / (12 m n)
  expect(areaError(0.5, m, n)).toBeCloseTo(Math.sqrt((m + n + 1) / (12 * m * n)), 3);
  expect(areaError(1, m, n)).toBe(0);
});

describe('the nearest neighbour', () => {
  const points = Float32Array.of(0, 0, 5, 5, 1, 0);
  test('is looked for in both sets; equal distances count half', () => {
    const [first, second] = [Float32Array.of(0.1, 0, 9, 9), Float32Array.of(4, 5, 1.9, 0)];
    // (0, 0): first; (5, 5): second; (1, 0): .9 to both, but for rounding
    expect(nearestInFirst(points.subarray(0, 4), first, second, 2)).toBe(0.5);
    expect(nearestInFirst(points, first, first, 2)).toBe(0.5);
    expect(nearestInFirst(points, points, second, 2)).toBe(1);
    expect(nearestInFirst(points, second, points, 2)).toBe(0);
  });

  test('of points that know neither set is in either as often', () => {
    const stream = randomStream(3, 'points');
    const [a, b, c] = [0, 1, 2].map(() => Float32Array.from({ length: 3000 }, () => normal(stream)));
    // 4 standard deviations of a binomial share of 1000
    expect(Math.abs(nearestInFirst(a as Float32Array, b as Float32Array, c as Float32Array, 3) - 0.5)).toBeLessThan(
      0.064,
    );
  });
});
