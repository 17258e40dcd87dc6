/** Bin edges, rising; bin i holds edges[i] <= x < edges[i + 1], the last one its upper edge too. */
export type Edges = Float64Array;

export interface WeightedHistogram {
  /** Raw events of each bin. */
  readonly events: Int32Array;
  readonly sumOfWeights: Float64Array;
  /** The error of a bin is the square root of it. */
  readonly sumOfWeightsSquared: Float64Array;
}

/** Equal bins between two values. */
export function equalBins(low: number, high: number, bins: number): Edges {
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + ((high - low) * i) / bins));
}

/** Bins of equal width in the logarithm between two positive values. */
export function logarithmicBins(low: number, high: number, bins: number): Edges {
  const factor = Math.log(high / low) / bins;
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low * Math.exp(factor * i)));
}

/**
 * The bin of each value, by bisection; values below and above the edges count in the first and the last bin.
 * @returns `[values]`
 */
export function binOf(values: Float64Array | Float32Array, edges: Edges): Int32Array {
  const last = edges.length - 2;
  const bins = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (value >= (edges[middle] as number)) low = middle;
      else high = middle - 1;
    }
    bins[i] = low;
  }
  return bins;
}

/**
 * Fills a histogram with the given rows.
 * @param bins `[events]` bin of each event (`binOf`)
 * @param weights `[events]`
 * @param rows the events to count
 */
export function fillHistogram(
  bins: Int32Array,
  binCount: number,
  weights: Float64Array,
  rows: Int32Array,
): WeightedHistogram {
  const events = new Int32Array(binCount);
  const sumOfWeights = new Float64Array(binCount);
  const sumOfWeightsSquared = new Float64Array(binCount);
  for (const row of rows) {
    const bin = bins[row] as number;
    const weight = weights[row] as number;
    events[bin] = (events[bin] as number) + 1;
    sumOfWeights[bin] = (sumOfWeights[bin] as number) + weight;
    sumOfWeightsSquared[bin] = (sumOfWeightsSquared[bin] as number) + weight * weight;
  }
  return { events, sumOfWeights, sumOfWeightsSquared };
}
