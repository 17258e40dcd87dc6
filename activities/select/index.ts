import { setImmediate } from 'node:timers/promises';
import { defineTask, InputError, records, table as tablePort } from '../../schemas/index.ts';
import { selectionCutflowRow } from '../../schemas/results/index.ts';
import { columnsOf } from '../../science/expressions/index.ts';
import { passCuts } from './cuts.ts';
import { outputColumns } from './output.ts';
import { EVENT_WEIGHT, selectParams } from './params.ts';
import { selectionFor } from './selection.ts';
import { weightsAndPeriods } from './weights.ts';

/**
 * Object selections, derived columns and cuts. Each cut is evaluated for the events that are left; definitions that no
 * cut needs, for those that pass all. The cutflow has a row for each step and period, the first step being `all`.
 */
export const select = defineTask({
  kind: 'select',
  version: 1,
  queue: 'cpu',
  summary: 'Derives columns, applies cuts and keeps the cutflow.',
  params: selectParams,
  inputs: { events: tablePort() },
  outputs: { events: tablePort(), cutflow: records(selectionCutflowRow) },
  columns: (params, { events }) => {
    if (events !== undefined) selectionFor(params, new Map(events.columns.map((name) => [name, { kind: 'any' }])));
    return { events: [...params.output, EVENT_WEIGHT] };
  },
  async run({ params, inputs, outputs, signal, progress, log }) {
    const sample = inputs.events.origin;
    const pause = async (): Promise<void> => {
      await setImmediate();
      signal.throwIfAborted();
    };
    const { events, cutflow } = await naming(sample, async () => {
      // Names first, before anything is read; kinds follow from the columns read.
      const names = new Map(inputs.events.columns.map((name) => [name, { kind: 'any' }] as const));
      const table = await inputs.events.read(selectionFor(params, names).columns);
      const selection = selectionFor(params, columnsOf(table));
      const { weights, periods } = await weightsAndPeriods(selection, params.by, { table, pause });
      const passed = await passCuts(selection.cuts, weights, periods, { table, pause }, (message, fraction) => {
        progress({ fraction, message });
      });
      const columns = await outputColumns(selection.output, table, passed.rows, pause);
      const kept = new Float64Array(passed.rows.length);
      for (let i = 0; i < kept.length; i++) kept[i] = weights[passed.rows[i] as number] as number;
      log.info({ events: table.rows, selected: passed.rows.length }, 'selected');
      return {
        events: { rows: passed.rows.length, columns: new Map([...columns, [EVENT_WEIGHT, { values: kept }]]) },
        cutflow: passed.cutflow,
      };
    });
    await Promise.all([outputs.events.write(events), outputs.cutflow.write(cutflow)]);
  },
});

/** Says in which sample a problem was found. */
async function naming<T>(sample: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.code, `sample ${sample}: ${error.message}`);
  }
}
