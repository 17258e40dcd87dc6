import { defineTask, records, table } from '../../schemas/index.ts';
import { SPLITS, splitCountsRow } from '../../schemas/results/index.ts';
import {
  assignSubsets,
  newColumns,
  requireNames,
  splitHashes,
  weightColumn,
  wholeNumberColumn,
} from '../../science/weights/index.ts';
import { countSubsets } from './counts.ts';
import { splitParams, type SplitParams } from './params.ts';

/**
 * Divides a sample into training, validation and test events by a hash of columns that name an event: the choice for an event
 * depends on nothing else, so another sample or more events move none. Adds `split` (int8: 0 train, 1 validation, 2 test) and
 * `split_weight` (float64, events): the weight divided by the subset's share, so that each subset stands for the full luminosity.
 */
export const split = defineTask({
  kind: 'split',
  version: 1,
  queue: 'cpu',
  summary: 'Divides a sample into training, validation and test events.',
  params: splitParams,
  inputs: { events: table() },
  outputs: { events: table(), counts: records(splitCountsRow) },
  columns: (params, { events }) => {
    if (events === undefined) return {};
    requireNames(events, columnsRead(params), 'split reads them');
    return { events: [...events.columns, 'split', 'split_weight'] };
  },
  async run({ params, inputs, outputs }) {
    const sample = inputs.events.origin;
    const events = await inputs.events.read(columnsRead(params));
    const keys = params.by.map((name) => wholeNumberColumn(events, name, sample));
    const weights = weightColumn(events, 'weight', sample);
    const slots = SPLITS.map((name) => params.slots[name]);
    const subsets = assignSubsets(splitHashes(keys, events.rows), slots);
    await Promise.all([
      outputs.events.write(
        newColumns(
          events.rows,
          inputs.events.columns,
          [
            ['split', { values: subsets }],
            ['split_weight', { values: rescaled(weights, subsets, slots), unit: 'events' }],
          ],
          sample,
        ),
        { extend: inputs.events },
      ),
      outputs.counts.write(countSubsets(weights, subsets, wholeNumberColumn(events, params.count_by, sample), keys)),
    ]);
  },
});

const columnsRead = (params: SplitParams): readonly string[] => [...new Set([...params.by, params.count_by, 'weight'])];

/** Weight x (all slots / slots of the subset); no event is in a subset without slots. */
function rescaled(weights: Float64Array, subsets: Int8Array, slots: readonly number[]): Float64Array {
  const all = slots.reduce((sum, count) => sum + count, 0);
  const scales = Float64Array.from(slots, (count) => all / count);
  return weights.map((weight, row) => weight * (scales[subsets[row] as number] as number));
}
