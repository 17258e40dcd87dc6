import type { LogNormal } from './counting.ts';
import { normalNodes } from './normal-nodes.ts';
import { logFactorial, poisson } from './poisson.ts';

/** How often each count is to be expected without a signal. Both arrays `[counts]`. */
export interface PredictedCounts {
  /** Rising; where counts spread widely only every so many of them. */
  readonly counts: Float64Array;
  /** Probability of this count or a smaller one. */
  readonly cumulative: Float64Array;
}

/**
 * The prior-predictive distribution of a channel's count: Poisson around a background of log-normal distribution.
 * @param perDeviation counts listed per standard deviation; where the counts are fewer, each is listed
 */
export function predictedCounts(background: LogNormal, perDeviation: number): PredictedCounts {
  const { value, sigma } = background;
  const step = latticeStep(background, perDeviation);
  const [least, most] = [value * Math.exp(-6 * sigma), value * Math.exp(6 * sigma)];
  const low = Math.max(0, Math.floor((least - 8 * Math.sqrt(least)) / step)) * step;
  const high = Math.ceil((most + 8 * Math.sqrt(most) + 8) / step) * step;
  const counts = Float64Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);
  const cumulative = new Float64Array(counts.length);
  const { points, weights } = normalNodes(sigma, 1 / Math.sqrt(1 + value * sigma * sigma));
  for (const [j, z] of points.entries()) {
    const mean = value * Math.exp(sigma * z);
    const weight = weights[j] as number;
    const reach = 8 * Math.sqrt(mean) + 20;
    const first = Math.max(0, Math.ceil((mean - reach - low) / step));
    const last = Math.min(counts.length - 1, Math.floor((mean + reach - low) / step));
    for (let i = first; i <= last; i++) {
      const count = counts[i] as number;
      cumulative[i] = (cumulative[i] as number) + weight * poisson(count, mean, logFactorial(count));
    }
  }
  let sum = 0;
  for (let i = 0; i < cumulative.length; i++) cumulative[i] = sum += cumulative[i] as number;
  return { counts, cumulative: cumulative.map((value) => value / sum) };
}

/** Distance of the counts that are listed: 1 unless they spread over more than `perDeviation` each deviation. */
export function latticeStep({ value, sigma }: LogNormal, perDeviation: number): number {
  const relative = Math.exp(sigma * sigma);
  return Math.max(1, Math.floor(Math.sqrt(value + value * value * relative * (relative - 1)) / perDeviation));
}

/** The smallest count whose cumulative probability reaches `probability`. */
export function countAt({ counts, cumulative }: PredictedCounts, probability: number): number {
  let [low, high] = [0, counts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] as number) >= probability) high = middle;
    else low = middle + 1;
  }
  return counts[low] as number;
}
