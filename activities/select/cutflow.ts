import type { SelectionCutflowRow } from '../../schemas/results/index.ts';
import type { Periods } from './periods.ts';

/** One row for each period: the events of `rows` (all `total` when absent) and the sums of their weights, added in the order of the rows. */
export function cutflowRows(
  step: string,
  rows: Int32Array | undefined,
  weights: Float64Array,
  { values, indexOf }: Periods,
): SelectionCutflowRow[] {
  const events = new Float64Array(values.length);
  const sums = new Float64Array(values.length);
  const squares = new Float64Array(values.length);
  const total = rows?.length ?? weights.length;
  for (let i = 0; i < total; i++) {
    const row = rows === undefined ? i : (rows[i] as number);
    const period = indexOf === undefined ? 0 : (indexOf[row] as number);
    const weight = weights[row] as number;
    events[period] = (events[period] as number) + 1;
    sums[period] = (sums[period] as number) + weight;
    squares[period] = (squares[period] as number) + weight * weight;
  }
  return values.map((period, index) => ({
    step,
    period: period === null ? null : String(period),
    events: events[index] as number,
    sum_of_weights: sums[index] as number,
    sum_of_weights_squared: squares[index] as number,
  }));
}
