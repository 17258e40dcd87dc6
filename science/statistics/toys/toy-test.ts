import { BAND, type ExpectedBand } from '../asymptotics/index.ts';
import { normalCdf } from '../normal.ts';
import type { ToyStatistics } from './toys.ts';

export interface ToyTest {
  readonly cls: number;
  readonly clsExpected: ExpectedBand;
  readonly clsb: number;
  readonly clb: number;
  /** Binomial standard errors of clsb and clb, and of their ratio. */
  readonly clsbError: number;
  readonly clbError: number;
  readonly clsError: number;
  /** Toys whose fits did not converge; they are left out. */
  readonly failed: number;
}

/**
 * CLs from toys: the fractions of them at or above the observed test statistic; expected: percentiles of the CLs that the background
 * toys themselves would give.
 */
export function toyTest(observed: number, toys: ToyStatistics): ToyTest {
  const signal = sortedNumbers(toys.signal);
  const background = sortedNumbers(toys.background);
  const above = (sorted: Float64Array, q: number): number => (sorted.length - firstAtLeast(sorted, q)) / sorted.length;
  const [clsb, clb] = [above(signal, observed), above(background, observed)];
  const ratios = background.map((q) => above(signal, q) / above(background, q)).sort();
  const error = (p: number, count: number): number => Math.sqrt((p * (1 - p)) / count);
  const [clsbError, clbError] = [error(clsb, signal.length), error(clb, background.length)];
  const cls = clsb / clb;
  return {
    ...{ cls, clsExpected: BAND.map((n) => quantile(ratios, normalCdf(n))) as unknown as ExpectedBand },
    ...{ clsb, clb, clsbError, clbError, clsError: Math.hypot(clsbError, cls * clbError) / clb },
    failed: toys.signal.length + toys.background.length - signal.length - background.length,
  };
}

const sortedNumbers = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value)).sort();

/** Index of the first of the sorted values that is at least `q`, less what rounding of a fit can make of an equal value. */
function firstAtLeast(sorted: Float64Array, q: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < q - 1e-9) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Linear between the order statistics. */
function quantile(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1);
  const low = Math.floor(position);
  const [a, b] = [sorted[low] as number, sorted[Math.min(low + 1, sorted.length - 1)] as number];
  return a + (position - low) * (b - a);
}
