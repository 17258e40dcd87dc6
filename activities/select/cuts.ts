import type { SelectionCutflowRow } from '../../schemas/results/index.ts';
import { rowsWhere, type Evaluation } from '../../science/expressions/index.ts';
import { cutflowRows } from './cutflow.ts';
import type { Periods } from './periods.ts';
import type { Selection } from './selection.ts';

/**
 * Applies cuts one after the other, each to the events that are left, and counts after each.
 * @param report told after each cut what is left and how far it is, 0 to 1
 * @throws InputError `expression-value` where a cut depends on a comparison with NaN
 */
export async function passCuts(
  cuts: Selection['cuts'],
  weights: Float64Array,
  periods: Periods,
  evaluation: Evaluation,
  report: (message: string, fraction: number) => void,
): Promise<{ readonly rows: Int32Array; readonly cutflow: SelectionCutflowRow[] }> {
  const total = evaluation.table.rows;
  const cutflow = cutflowRows('all', undefined, weights, periods);
  let rows: Int32Array | undefined;
  for (const [index, cut] of cuts.entries()) {
    rows = await rowsWhere(cut, { ...evaluation, rows });
    cutflow.push(...cutflowRows(cut.name, rows, weights, periods));
    report(`${cut.name}: ${rows.length} of ${total} events`, (index + 1) / (cuts.length + 1));
    await evaluation.pause?.();
  }
  return { rows: rows ?? new Int32Array(total).map((_, row) => row), cutflow };
}
