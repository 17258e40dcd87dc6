import { equalBins } from '../../metrics/histogram.ts';
import { bestBins, populatedBins } from './best-bins.ts';
import { candidateCells, cellsOf, signalCells, type LabelledScores } from './score-sums.ts';

/** How a score is cut into bins. */
export interface Binning {
  /**
   * `equal-width`: between `low` and `high`; `signal-quantiles`: equal signal in each bin; `best-significance`: the largest
   * quadrature sum of the bins' Asimov significances.
   */
  readonly method: 'equal-width' | 'signal-quantiles' | 'best-significance';
  /** At most: bins with too little background are joined with their neighbour. */
  readonly bins: number;
  /** Effective background events in each bin; 0 asks only for a positive background. */
  readonly minimumEffectiveBackground: number;
  /** Of `equal-width`; default 0 to 1. */
  readonly low?: number;
  readonly high?: number;
}

/** Quantiles of the signal among the edges that `best-significance` chooses from. */
const CANDIDATES = 100;

/**
 * Bin edges of a score, rising. The outer bins are meant to hold what lies beyond them: see `binIndices`.
 * @param rising rows by rising score, if they are known already
 * @returns undefined when all events together hold too little background for one bin
 * @throws RangeError without signal where the method needs some
 */
export function scoreBinEdges(events: LabelledScores, binning: Binning, rising?: Int32Array): Float64Array | undefined {
  const { method, bins, minimumEffectiveBackground: minimum, low = 0, high = 1 } = binning;
  switch (method) {
    case 'equal-width':
      return populatedBins(cellsOf(events, equalBins(low, high, bins)), minimum);
    case 'signal-quantiles':
      return populatedBins(signalCells(events, bins, rising), minimum);
    case 'best-significance':
      return bestBins(candidateCells(events, Math.max(CANDIDATES, bins), minimum, rising), bins, minimum);
  }
}

/** What becomes of values outside the outer edges: counted in the outer bins, left out, or an error. */
export type OverflowPolicy = 'include' | 'exclude' | 'error';

/**
 * The bin of each value; -1 for what is left out.
 * @throws RangeError naming the first row outside the edges, for the policy `error`, and for a value that is not a number
 */
export function binIndices(
  values: Float64Array | Float32Array,
  edges: Float64Array,
  overflow: OverflowPolicy,
): Int32Array {
  const last = edges.length - 2;
  const [lowest, highest] = [edges[0] as number, edges[last + 1] as number];
  return Int32Array.from(values, (value, row) => {
    if (Number.isNaN(value)) throw new RangeError(`row ${row}: the value is not a number`);
    if (value < lowest || value > highest) {
      if (overflow === 'exclude') return -1;
      if (overflow === 'error')
        throw new RangeError(`row ${row}: ${value} is outside the bins, ${lowest} to ${highest}`);
    }
    let [low, high] = [0, last];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (value >= (edges[middle] as number)) low = middle;
      else high = middle - 1;
    }
    return low;
  });
}
