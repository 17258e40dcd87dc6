import { describe, expect, test } from 'vitest';
import {
  erfc,
  logNormalTail,
  normalCdf,
  normalTail,
  rootBetween,
  significanceOf,
} from '../../science/statistics/index.ts';

describe('normal distribution', () => {
  test('erfc and its tail to 14 digits (scipy.special.erfc, norm.logsf)', () => {
    for (const [x, value] of [
      [-6, 2.0],
      [-2, 1.9953222650189528],
      [-0.4, 1.4283923550466684],
      [0.1, 0.8875370839817152],
      [0.46875, 0.507386526782062],
      [0.5, 0.4795001221869535],
      [1, 0.15729920705028516],
      [2.5, 0.00040695201744495886],
      [4, 1.541725790028002e-8],
      [4.1, 6.7000276540849075e-9],
      [8, 1.1224297172982928e-29],
      [20, 5.395865611607901e-176],
      [26, 5.663192408856145e-296],
    ] as const)
      expect(erfc(x) / value).toBeCloseTo(1, 13);
    for (const [z, value] of [
      [-10, -7.61985302416047e-24],
      [0, -0.6931471805599453],
      [3, -6.60772622151035],
      [19.9, -201.91716770733265],
      [20.1, -205.92711840194826],
      [40, -804.6084420137539],
      [300, -45006.62273211866],
    ] as const)
      expect(logNormalTail(z) / value).toBeCloseTo(1, 11);
  });

  test('1.96 and 5 standard deviations', () => {
    expect(normalTail(1.959963984540054)).toBeCloseTo(0.025, 15);
    expect(normalTail(5) / 2.8665157187919333e-7).toBeCloseTo(1, 13);
    expect(normalCdf(-5)).toBe(normalTail(5));
  });

  test('significanceOf is the inverse of normalTail', () => {
    for (const z of [-8, -3, -0.5, 0, 1e-8, 0.7, 2, 5, 12, 35]) {
      const back = significanceOf(normalTail(z));
      expect(Math.abs(back - z)).toBeLessThan(z < -5 ? 0.1 : 1e-8);
    }
    expect([significanceOf(0), significanceOf(1), significanceOf(2)]).toEqual([Infinity, -Infinity, NaN]);
  });
});

describe('rootBetween', () => {
  test('finds roots of smooth, flat and broken functions within the tolerance', () => {
    const tolerance = { absolute: 1e-12, relative: 0 };
    for (const [f, low, high, root] of [
      [(x: number) => x * x - 2, 0, 2, Math.SQRT2],
      [(x: number) => (x - 1) ** 9, -3, 7, 1],
      [(x: number) => (x < 0.3 ? -1 : 5), 0, 1, 0.3],
      [(x: number) => Math.exp(-x) - 1e-6, 0, 100, Math.log(1e6)],
    ] as const) {
      const found = rootBetween(f, [low, f(low)], [high, f(high)], tolerance);
      expect(Math.abs(found - root)).toBeLessThan(root === 1 ? 1e-1 : 1e-10);
    }
  });
});
