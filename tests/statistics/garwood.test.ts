import { describe, expect, test } from 'vitest';
import { garwoodInterval, logGamma, regularisedGammaP } from '../../science/statistics/index.ts';

describe('Garwood intervals (central, one standard deviation)', () => {
  test.each([
    [0, 0, 1.841022],
    [1, 0.172754, 3.299527],
    [2, 0.708185, 4.63786],
    [3, 1.367295, 5.918186],
  ])('n = %d: [%d, %d]', (events, low, high) => {
    const interval = garwoodInterval(events);
    expect(interval[0]).toBeCloseTo(low, 6);
    expect(interval[1]).toBeCloseTo(high, 6);
  });

  test('95 % upper limit on no event: -ln(0.025)', () => {
    expect(garwoodInterval(0, 0.95)[1]).toBeCloseTo(-Math.log(0.025), 12);
  });

  test('many events: n -+ sqrt(n) to first order', () => {
    const [low, high] = garwoodInterval(10_000);
    expect(low).toBeCloseTo(10_000 - 100, -1);
    expect(high).toBeCloseTo(10_000 + 101, -1);
    expect(low).toBeLessThan(10_000);
  });

  test.each([-1, 1.5, NaN])('%d is not a number of events', (events) => {
    expect(() => garwoodInterval(events)).toThrow(RangeError);
  });
});

describe('incomplete gamma function', () => {
  test('P(1, x) = 1 - exp(-x); P(n, mu) is the Poisson probability of n or more', () => {
    for (const x of [1e-8, 0.3, 2, 40]) expect(regularisedGammaP(1, x)).toBeCloseTo(-Math.expm1(-x), 14);
    const mean = 4.2;
    const below = Math.exp(-mean) * (1 + mean + mean ** 2 / 2);
    expect(regularisedGammaP(3, mean)).toBeCloseTo(1 - below, 14);
    expect(regularisedGammaP(3, 0)).toBe(0);
  });

  test('ln Gamma: factorials and Gamma(1/2) = sqrt(pi)', () => {
    expect(Math.exp(logGamma(6))).toBeCloseTo(120, 9);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
    expect(logGamma(0.25) + logGamma(0.75)).toBeCloseTo(Math.log(Math.PI * Math.SQRT2), 13);
  });
});
