/** What a weighted sample of one quantity is like. */
export interface WeightedSummary {
  /** Raw events. */
  readonly events: number;
  readonly sumOfWeights: number;
  /** Sum of w x / sum of w; null where the weights sum to nothing, as the rest. */
  readonly mean: number | null;
  /** Of the mean: sqrt(sum of w^2 (x - mean)^2) / sum of w, the linearised error of a ratio of sums. */
  readonly error: number | null;
  /** Standard deviation: sqrt(sum of w (x - mean)^2 / sum of w). */
  readonly spread: number | null;
  /** The least value at which the running sum of weights reaches each level's share of all. */
  readonly quantiles: readonly (number | null)[];
}

/**
 * @param rows which of the values
 * @param levels shares between 0 and 1
 */
export function weightedSummary(
  values: Float64Array,
  weights: Float64Array,
  rows: Int32Array,
  levels: readonly number[],
): WeightedSummary {
  let [sum, first] = [0, 0];
  for (const row of rows) {
    sum += weights[row] as number;
    first += (weights[row] as number) * (values[row] as number);
  }
  if (!(sum > 0))
    return {
      events: rows.length,
      sumOfWeights: sum,
      mean: null,
      error: null,
      spread: null,
      quantiles: levels.map(() => null),
    };
  const mean = first / sum;
  let [second, squared] = [0, 0];
  for (const row of rows) {
    const weight = weights[row] as number;
    const distance = (values[row] as number) - mean;
    second += weight * distance * distance;
    squared += weight * weight * distance * distance;
  }
  return {
    events: rows.length,
    sumOfWeights: sum,
    mean,
    error: Math.sqrt(squared) / sum,
    // Negative weights can outweigh the rest far from the mean.
    spread: second >= 0 ? Math.sqrt(second / sum) : null,
    quantiles: quantilesOf(values, weights, rows, levels, sum),
  };
}

function quantilesOf(
  values: Float64Array,
  weights: Float64Array,
  rows: Int32Array,
  levels: readonly number[],
  sum: number,
): readonly number[] {
  const sorted = rows.toSorted((a, b) => (values[a] as number) - (values[b] as number));
  const last = values[sorted.at(-1) ?? 0] as number;
  return levels.map((level) => {
    let running = 0;
    for (const row of sorted) {
      running += weights[row] as number;
      // Rounding of the sum must not carry a level past its event.
      if (running >= level * sum * (1 - 1e-12)) return values[row] as number;
    }
    return last;
  });
}

/** Where each value stands among all of them, from 0 (least) to 1: the middle of its share; equal values stand at one place. */
export function relativeRanks(values: Float64Array): Float64Array {
  const count = values.length;
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(count);
  for (let from = 0; from < count;) {
    const value = values[order[from] as number];
    let to = from + 1;
    while (to < count && values[order[to] as number] === value) to++;
    for (let at = from; at < to; at++) ranks[order[at] as number] = (from + to) / 2 / count;
    from = to;
  }
  return ranks;
}
