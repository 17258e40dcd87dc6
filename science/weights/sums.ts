/** What a set of weighted events adds up to. */
export interface WeightSums {
  readonly events: number;
  /** Sum of w. */
  readonly sumOfWeights: number;
  /** Sum of w^2, event by event. */
  readonly sumOfWeightsSquared: number;
}

export const NO_EVENTS: WeightSums = { events: 0, sumOfWeights: 0, sumOfWeightsSquared: 0 };

/** Sum of numbers with Neumaier's compensation: the result is that of twice the precision, rounded once, and does not drift with the order. */
export function compensatedSum(values: Float64Array | readonly number[]): number {
  let sum = 0;
  let compensation = 0;
  for (const value of values) {
    const next = sum + value;
    compensation += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + compensation;
}

/**
 * Sums of the weights of the given rows (all rows when absent), compensated.
 * @param weights `[events]`
 * @param rows indices into `weights`
 */
export function sumWeights(weights: Float64Array, rows?: Int32Array): WeightSums {
  const picked = rows === undefined ? weights : pickWeights(weights, rows);
  const squares = new Float64Array(picked.length);
  for (let i = 0; i < picked.length; i++) squares[i] = (picked[i] as number) ** 2;
  return {
    events: picked.length,
    sumOfWeights: compensatedSum(picked),
    sumOfWeightsSquared: compensatedSum(squares),
  };
}

/** The sums of two disjoint sets of events together. */
export function addSums(a: WeightSums, b: WeightSums): WeightSums {
  return {
    events: a.events + b.events,
    sumOfWeights: a.sumOfWeights + b.sumOfWeights,
    sumOfWeightsSquared: a.sumOfWeightsSquared + b.sumOfWeightsSquared,
  };
}

/** Number of unweighted events with the same relative error: (sum of w)^2 / sum of w^2; 0 without events. */
export function effectiveEvents(sumOfWeights: number, sumOfWeightsSquared: number): number {
  return sumOfWeightsSquared > 0 ? (sumOfWeights * sumOfWeights) / sumOfWeightsSquared : 0;
}

/** The weights of the given rows, in their order. */
export function pickWeights(weights: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = weights[rows[i] as number] as number;
  return picked;
}
