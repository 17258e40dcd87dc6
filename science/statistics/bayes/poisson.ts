import { logGamma } from '../gamma.ts';

/** Beyond these means a count has a probability below e-36 of the most probable mean's: [low, high]. */
export function meansThatMatter(count: number): readonly [low: number, high: number] {
  const deviation = Math.sqrt(count);
  return [count - 9 * deviation, count + 9 * deviation + 40];
}

/** ln of count!, for `poisson`. */
export const logFactorial = (count: number): number => logGamma(count + 1);

/** Probability of a count where `mean` is expected. */
export function poisson(count: number, mean: number, logOfFactorial: number): number {
  if (mean <= 0) return count === 0 ? 1 : 0;
  return Math.exp(count * Math.log(mean) - mean - logOfFactorial);
}

/** The smallest count whose cumulative probability reaches `probability`, of those within eight standard deviations of the mean. */
export function poissonQuantile(mean: number, probability: number): number {
  const reach = 8 * Math.sqrt(mean) + 20;
  let count = Math.max(0, Math.ceil(mean - reach));
  let term = poisson(count, mean, logFactorial(count));
  for (let sum = term; sum < probability && count < mean + reach; sum += term) term *= mean / ++count;
  return count;
}
