/** A difference between two figures of the same events, with its spread over resamples of them. */
export interface PairedDifference {
  readonly value: number;
  /** Standard deviation over the resamples (ddof 1). */
  readonly error: number;
  /** 16th and 84th percentile over the resamples. */
  readonly low: number;
  readonly high: number;
  /** Fraction of the resamples above zero; those at zero count one half. */
  readonly better: number;
}

/**
 * Draws how often each group of events is in a resample: independent Poisson(1) numbers. For many groups that equals drawing with replacement
 * (Efron 1979), and needs no total (Chamandy, Muralidharan, Najmi, Naidu, "Estimating uncertainty for massive data streams",
 * 2012). Both sides of a comparison get the same numbers: what they have in common cancels in the difference.
 * @param count groups
 * @param uniform numbers in (0, 1)
 * @returns `[groups]`
 */
export function poissonMultiplicities(count: number, uniform: () => number): Float64Array {
  const drawn = new Float64Array(count);
  for (let group = 0; group < count; group++) {
    const u = uniform();
    // Inversion: the sum of e^-1 / k! until it exceeds u
    let k = 0;
    let term = Math.exp(-1);
    let sum = term;
    while (u > sum && k < 30) {
      term /= ++k;
      sum += term;
    }
    drawn[group] = k;
  }
  return drawn;
}

/**
 * @param value the difference on all events, each counted once
 * @param resampled the difference on each resample, at least two
 */
export function pairedDifference(value: number, resampled: readonly number[]): PairedDifference {
  const count = resampled.length;
  const mean = resampled.reduce((sum, one) => sum + one, 0) / count;
  const squares = resampled.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const sorted = [...resampled].sort((a, b) => a - b);
  const above = resampled.reduce((sum, one) => sum + (one > 0 ? 1 : one === 0 ? 0.5 : 0), 0);
  return {
    value,
    error: Math.sqrt(squares / (count - 1)),
    low: quantile(sorted, 0.1587),
    high: quantile(sorted, 0.8413),
    better: above / count,
  };
}

/** Linear between order statistics (type 7 of Hyndman and Fan). */
export function quantile(sorted: ArrayLike<number>, fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}
