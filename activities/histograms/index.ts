import { z } from 'zod';
import { defineTask, many, records, table, type TableInput } from '../../schemas/index.ts';
import { binnedRow, type BinnedRow } from '../../schemas/results/index.ts';
import { binOf, equalBins, fillHistogram, type Edges } from '../../science/metrics/index.ts';
import { formula } from '../select/formula.ts';
import { weightedEventsParams } from '../weighted-events/params.ts';
import {
  columnsNamed,
  conditionOver,
  groupingAttribute,
  numbersOf,
  readWeightedEvents,
  type WeightedEvents,
} from '../weighted-events/read.ts';

const binning = z.strictObject({
  range: z.tuple([z.number(), z.number()]).optional().describe('from the 0.5th to the 99.5th percentile when absent'),
  bins: z.int().positive().optional(),
  where: formula.optional().describe('only events that have the value: `FatJet_Multi >= 2` for a second fat jet'),
});

const params = z.strictObject({
  columns: z
    .union([z.array(z.string()).min(1), z.record(z.string(), binning)])
    .describe('a list, or each with range, bins and condition'),
  by: z
    .union([z.string(), z.array(z.string().min(1)).min(1)])
    .nullable()
    .default('kind')
    .describe("an attribute (carried along) or a column: a group each; several: 'one other'; null: one group"),
  groups: z
    .record(z.string().min(1), formula)
    .optional()
    .describe('instead of `by`: groups by conditions on columns; an event is of the first that holds, or left out'),
  bins: z.int().positive().default(40),
  ...weightedEventsParams,
});
type Params = z.infer<typeof params>;

/** Weighted distributions of columns, by class, process, sample or a column's value. */
export const histograms = defineTask({
  kind: 'histograms',
  version: 1,
  queue: 'cpu',
  summary: 'Bins columns of events with their weights, by class, process or sample.',
  params,
  inputs: { events: many(table()) },
  outputs: { histograms: records(binnedRow) },
  async run({ params: asked, inputs, outputs, signal, progress }) {
    const columns = Object.entries(
      Array.isArray(asked.columns) ? Object.fromEntries(asked.columns.map((name) => [name, {}])) : asked.columns,
    ) as [string, z.infer<typeof binning>][];
    const rows: BinnedRow[] = [];
    for (const [index, [name, own]] of columns.entries()) {
      signal.throwIfAborted();
      rows.push(...(await distribution(name, own, inputs.events, asked)));
      progress({ fraction: (index + 1) / columns.length });
    }
    await outputs.histograms.write(rows);
  },
});

interface Part {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly groups: readonly string[];
  readonly unit: string | undefined;
}

async function distribution(
  name: string,
  { range, bins = 0, where }: z.infer<typeof binning>,
  inputs: readonly TableInput[],
  asked: Params,
): Promise<readonly BinnedRow[]> {
  const { groups } = asked;
  const by = asked.by === null ? [] : [asked.by].flat();
  const grouping = (input: TableInput): readonly string[] =>
    groups !== undefined
      ? Object.values(groups).flatMap((text) => columnsNamed(text, input.columns))
      : by.filter((one) => input.columns.includes(one));
  const needed = (input: TableInput): string[] => [...new Set([name, ...grouping(input)])];
  const conditions = [asked.where, where].filter((text) => text !== undefined).map((text) => `(${text})`);
  const combined = conditions.length === 0 ? {} : { where: conditions.join(' and ') };
  const parts = await Promise.all(
    inputs.map(async (input) =>
      partOf(await readWeightedEvents(input, needed(input), { ...asked, ...combined }), name, { by, groups }),
    ),
  );
  const edges = edgesOf(parts, range, bins === 0 ? asked.bins : bins);
  const found = [...new Set(parts.flatMap((part) => part.groups))].filter((group) => group !== NONE);
  const names = groups === undefined ? found : Object.keys(groups).filter((group) => found.includes(group));
  const unit = parts.find((part) => part.unit !== undefined)?.unit ?? null;
  return names.flatMap((group) => {
    const sums = parts.map(({ values, weights, groups: of }) => {
      const rows = Int32Array.from(values.keys()).filter((row) => of[row % of.length] === group);
      return fillHistogram(binOf(values, edges), edges.length - 1, weights, rows);
    });
    return Array.from({ length: edges.length - 1 }, (_, bin) => ({
      distribution: name,
      unit,
      group,
      low: edges[bin] as number,
      high: edges[bin + 1] as number,
      events: sums.reduce((sum, { events }) => sum + (events[bin] as number), 0),
      sum_of_weights: sums.reduce((sum, { sumOfWeights }) => sum + (sumOfWeights[bin] as number), 0),
      error: Math.sqrt(sums.reduce((sum, { sumOfWeightsSquared }) => sum + (sumOfWeightsSquared[bin] as number), 0)),
    }));
  });
}

/** Of an event that no group's condition holds for. */
const NONE = '';

/** The values that are there. `groups` has one name for all rows, or one a row. */
function partOf(
  { input, table, rows, weights }: WeightedEvents,
  name: string,
  { by, groups }: { readonly by: readonly string[]; readonly groups: Params['groups'] },
): Part {
  const column = table.columns.get(name);
  if (column === undefined) throw new Error(`${name} was not read`);
  const all = numbersOf(column, name, input.origin);
  const kept = rows.filter((row) => !Number.isNaN(all[row]));
  const conditions = Object.entries(groups ?? {}).map(([group, text]) => [group, conditionOver(text, table)] as const);
  const groupings = (groups === undefined ? by : []).map((one): ((row: number) => string) => {
    const values = table.columns.get(one)?.values;
    if (values !== undefined) return (row) => String(values[row]);
    const attribute = groupingAttribute(input, one);
    return () => attribute;
  });
  const groupOf = (row: number): string => (by.length === 0 ? 'all' : groupings.map((of) => of(row)).join(' '));
  const varies = by.some((one) => table.columns.has(one));
  return {
    values: Float64Array.from(kept, (row) => all[row] as number),
    weights: Float64Array.from(kept, (row) => weights[row] as number),
    groups:
      groups !== undefined
        ? Array.from(kept, (row) => conditions.find(([, holds]) => holds[row] === 1)?.[0] ?? NONE)
        : varies
          ? Array.from(kept, groupOf)
          : [groupOf(0)],
    unit: column.unit,
  };
}

function edgesOf(parts: readonly Part[], range: readonly [number, number] | undefined, bins: number): Edges {
  if (range !== undefined) return equalBins(range[0], range[1], bins);
  const count = parts.reduce((sum, { values }) => sum + values.length, 0);
  const all = new Float64Array(count);
  let at = 0;
  for (const { values } of parts) {
    all.set(values, at);
    at += values.length;
  }
  all.sort();
  const quantile = (p: number): number => all[Math.round(p * (count - 1))] ?? 0;
  const whole = count > 0 && all.every((value) => Number.isInteger(value)) && quantile(1) - quantile(0) < bins;
  if (whole) return equalBins(quantile(0) - 0.5, quantile(1) + 0.5, quantile(1) - quantile(0) + 1);
  const [low, high] = [quantile(0.005), quantile(0.995)];
  return high > low ? equalBins(low, high, bins) : equalBins(low - 0.5, low + 0.5, 1);
}
