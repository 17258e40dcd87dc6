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
  const [signal, background] = [sortedNumbers(toys.signal), sortedNumbers(toys.background)];
  return {
    ...testOfSorted(observed, signal, background),
    failed: toys.signal.length + toys.background.length - signal.length - background.length,
  };
}

/** `toyTest` of test statistics that rise and have no failed ones among them. */
export function testOfSorted(
  observed: number,
  signal: Float64Array,
  background: Float64Array,
): Omit<ToyTest, 'failed'> {
  const above = (sorted: Float64Array, q: number): number => (sorted.length - firstAtLeast(sorted, q)) / sorted.length;
  const [clsb, clb] = [above(signal, observed), above(background, observed)];
  const ratios = ratiosAt(signal, background).sort();
  const error = (p: number, count: number): number => Math.sqrt((p * (1 - p)) / count);
  const [clsbError, clbError] = [error(clsb, signal.length), error(clb, background.length)];
  const cls = clsb / clb;
  return {
    ...{ cls, clsExpected: BAND.map((n) => quantile(ratios, normalCdf(n))) as unknown as ExpectedBand },
    ...{ clsb, clb, clsbError, clbError, clsError: Math.hypot(clsbError, cls * clbError) / clb },
  };
}

/** CLs at the test statistic of each background toy. */
function ratiosAt(signal: Float64Array, background: Float64Array): Float64Array {
  let [s, b] = [0, 0];
  return background.map((q) => {
    while (s < signal.length && (signal[s] as number) < q - ROUNDING) s++;
    while ((background[b] as number) < q - ROUNDING) b++;
    return (1 - s / signal.length) / (1 - b / background.length);
  });
}

/** What rounding of a fit can make of an equal value. */
const ROUNDING = 1e-9;

const sortedNumbers = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value)).sort();

/** Index of the first of the sorted values that is at least `q`, up to rounding. */
function firstAtLeast(sorted: Float64Array, q: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < q - ROUNDING) low = middle + 1;
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
