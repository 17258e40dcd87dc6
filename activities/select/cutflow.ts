import type { SelectionCutflowRow } from '../../schemas/results/index.ts';
import { inChunks } from './chunks.ts';
import type { Periods } from './periods.ts';

/**
 * One row for each period: the events of `rows` (all `total` when absent) and the sums of their weights, added in the
 * order of the rows.
 */
export function cutflowRows(
  step: string,
  rows: Int32Array | undefined,
  weights: Float64Array,
  { values, indexOf }: Periods,
): SelectionCutflowRow[] {
  const sums: Sums = {
    events: new Float64Array(values.length),
    weights: new Float64Array(values.length),
    squares: new Float64Array(values.length),
  };
  const total = rows?.length ?? weights.length;
  inChunks(total, (from, to) => {
    addWeights(rows, weights, indexOf, sums, from, to);
  });
  return values.map((period, index) => ({
    step,
    period: period === null ? null : String(period),
    events: sums.events[index] as number,
    sum_of_weights: sums.weights[index] as number,
    sum_of_weights_squared: sums.squares[index] as number,
  }));
}

/** By period. */
interface Sums {
  readonly events: Float64Array;
  readonly weights: Float64Array;
  readonly squares: Float64Array;
}

function addWeights(
  rows: Int32Array | undefined,
  weights: Float64Array,
  periodOf: Int32Array | undefined,
  sums: Sums,
  from: number,
  to: number,
): void {
  const { events, weights: total, squares } = sums;
  for (let i = from; i < to; i++) {
    const row = rows === undefined ? i : (rows[i] as number);
    const period = periodOf === undefined ? 0 : (periodOf[row] as number);
    const weight = weights[row] as number;
    events[period] = (events[period] as number) + 1;
    total[period] = (total[period] as number) + weight;
    squares[period] = (squares[period] as number) + weight * weight;
  }
}
