import { kolmogorovProbability } from '../kolmogorov.ts';

/**
 * Kolmogorov's distance of numbers from the uniform distribution on [low, high], and the probability of at least that distance
 * (asymptotic series with the correction of Stephens, J. R. Stat. Soc. B 32, 115 (1970)).
 */
export function uniformityTest(
  values: Float64Array,
  low: number,
  high: number,
): { readonly distance: number; readonly probability: number } {
  const count = values.length;
  const sorted = values.toSorted();
  let distance = 0;
  sorted.forEach((value, index) => {
    const expected = (value - low) / (high - low);
    distance = Math.max(distance, (index + 1) / count - expected, expected - index / count);
  });
  return {
    distance,
    probability: kolmogorovProbability((Math.sqrt(count) + 0.12 + 0.11 / Math.sqrt(count)) * distance),
  };
}
