import { defineTask, records, table } from '../../schemas/index.ts';
import { cutflowRow, selectionCutflowRow } from '../../schemas/results/index.ts';
import { newColumns, physicalWeights, requireNames, weightColumn } from '../../science/weights/index.ts';
import { periodColumn } from './columns.ts';
import { weighCutflow } from './cutflow.ts';
import { hasPeriods, ONE_PERIOD, periodFactors } from './factors.ts';
import { weighParams, type WeighParams } from './params.ts';

/**
 * Physical weights: expected events at the full luminosity,
 * w = event weight x cross section x k factor x filter efficiency x luminosity(period) / sum of weights(period).
 * Adds the column `weight` (float64, events) and turns the cutflow into expected events.
 */
export const weigh = defineTask({
  kind: 'weigh',
  version: 1,
  queue: 'cpu',
  summary: 'Gives every event of a sample its physical weight.',
  params: weighParams,
  inputs: { events: table(), cutflow: records(selectionCutflowRow) },
  outputs: { events: table(), cutflow: records(cutflowRow) },
  columns: (params, { events }) => {
    if (events === undefined) return {};
    requireNames(events, columnsRead(params), 'weigh reads them');
    return { events: [...events.columns, 'weight'] };
  },
  async run({ params, inputs, outputs }) {
    const sample = inputs.events.origin;
    const byPeriod = hasPeriods(params);
    const [events, steps] = await Promise.all([inputs.events.read(columnsRead(params)), inputs.cutflow.read()]);
    const factors = params.kind === 'data' ? undefined : periodFactors(params, sample);
    const weight =
      factors === undefined
        ? new Float64Array(events.rows).fill(1)
        : physicalWeights(
            weightColumn(events, 'event_weight', sample),
            byPeriod
              ? periodColumn(events, params.period_column, sample)
              : new Array<string>(events.rows).fill(ONE_PERIOD),
            factors,
            sample,
          );
    await Promise.all([
      outputs.events.write(
        newColumns(events.rows, inputs.events.columns, [['weight', { values: weight, unit: 'events' }]], sample),
        { extend: inputs.events },
      ),
      outputs.cutflow.write(
        weighCutflow(byPeriod ? steps : steps.map((step) => ({ ...step, period: ONE_PERIOD })), factors, sample),
      ),
    ]);
  },
});

function columnsRead(params: WeighParams): readonly string[] {
  return params.kind === 'data' ? [] : ['event_weight', ...(hasPeriods(params) ? [params.period_column] : [])];
}
