import { z } from 'zod';
import { defineTask, InputError, json, many, table, type Scalar, type TableInput } from '../../schemas/index.ts';
import { profileSchema } from '../../schemas/results/index.ts';
import { binOf, equalBins, weightedSummary, type Edges } from '../../science/metrics/index.ts';
import { weightedEventsParams } from '../weighted-events/params.ts';
import { groupingAttribute, numbersOf, readWeightedEvents } from '../weighted-events/read.ts';

const params = z.strictObject({
  columns: z.array(z.string()).min(1).describe('what is summarised'),
  x: z
    .strictObject({
      column: z.string(),
      range: z
        .tuple([z.number(), z.number()])
        .optional()
        .describe('all values when absent; events outside are left out'),
      bins: z.int().positive().default(20),
      binning: z
        .enum(['equal-width', 'equal-count'])
        .default('equal-width')
        .describe('equal-count: as many raw events in each bin'),
    })
    .optional()
    .describe('in bins of what; everything together when absent'),
  by: z
    .string()
    .nullable()
    .default('kind')
    .describe('an attribute (carried along) or a column: a group each; null: one group'),
  quantiles: z.array(z.number().gt(0).lt(1)).default([0.16, 0.5, 0.84]),
  ...weightedEventsParams,
});
type Params = z.infer<typeof params>;

/**
 * Mean, spread and quantiles of columns, in bins of another one. A row for each group and bin: `group`, `bin`, `low`, `high`, `centre`,
 * `events`, `sum_of_weights`, and for each column c `c_mean`, `c_error` (of the mean), `c_spread` (standard deviation), `c_q16`, `c_q50`, `c_q84`.
 */
export const profile = defineTask({
  kind: 'profile',
  version: 1,
  queue: 'cpu',
  summary: 'Mean, spread and quantiles of columns of events by group, in bins of another column.',
  params,
  inputs: { events: many(table()) },
  outputs: { profile: json(profileSchema) },
  async run({ params: asked, inputs, outputs, signal }) {
    const parts = await Promise.all(inputs.events.map((input) => partOf(input, asked)));
    signal.throwIfAborted();
    const all = joined(parts, asked);
    const rows = Int32Array.from(all.weights.keys());
    const edges = asked.x === undefined ? undefined : edgesOf(all.x, asked.x);
    const bins = edges === undefined ? undefined : binOf(all.x, edges);
    const inside = edges === undefined ? rows : rows.filter((row) => isInside(all.x[row] as number, edges));
    const groups = [...new Set(all.groups)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const found = groups.flatMap((group) => {
      const own = inside.filter((row) => all.groups[row] === group);
      return Array.from({ length: edges === undefined ? 1 : edges.length - 1 }, (_, bin) => {
        const chosen = bins === undefined ? own : own.filter((row) => bins[row] === bin);
        return rowOf(asked, { group, bin: edges === undefined ? null : bin, ...limitsOf(edges, bin) }, all, chosen);
      });
    });
    await outputs.profile.write(found.filter(({ events }) => events > 0));
  },
});

interface Events {
  readonly x: Float64Array;
  readonly weights: Float64Array;
  readonly groups: readonly string[];
  /** By the order of `columns`. */
  readonly values: readonly Float64Array[];
}

/** The chosen events of one table. */
async function partOf(input: TableInput, asked: Params): Promise<Events> {
  const { by, columns, x } = asked;
  const grouping = by !== null && input.columns.includes(by) ? by : undefined;
  const needed = [
    ...new Set([...columns, ...(x === undefined ? [] : [x.column]), ...(grouping === undefined ? [] : [grouping])]),
  ];
  const { table: events, rows, weights } = await readWeightedEvents(input, needed, asked);
  const numbers = (name: string): Float64Array => {
    const column = events.columns.get(name);
    if (column === undefined) throw new Error(`${name} was not read`);
    const values = numbersOf(column, name, input.origin);
    return Float64Array.from(rows, (row) => values[row] as number);
  };
  const named = grouping === undefined ? undefined : events.columns.get(grouping)?.values;
  const single = named !== undefined ? '' : by === null ? 'all' : groupingAttribute(input, by);
  return {
    x: x === undefined ? new Float64Array(rows.length) : numbers(x.column),
    weights: Float64Array.from(rows, (row) => weights[row] as number),
    groups: Array.from(rows, (row) => (named === undefined ? single : String(named[row]))),
    values: columns.map(numbers),
  };
}

/** All tables' events, those of which every column and x have a value. @throws InputError `no-rows` */
function joined(parts: readonly Events[], { columns }: Params): Events {
  const complete = parts.map(({ x, values }) =>
    Int32Array.from(x.keys()).filter((row) => ![x, ...values].some((column) => Number.isNaN(column[row]))),
  );
  const count = complete.reduce((sum, rows) => sum + rows.length, 0);
  const gather = (of: (part: Events) => Float64Array): Float64Array => {
    const all = new Float64Array(count);
    let at = 0;
    for (const [index, part] of parts.entries())
      for (const row of complete[index] ?? []) all[at++] = of(part)[row] as number;
    return all;
  };
  const weights = gather((part) => part.weights);
  if (weights.length === 0)
    throw new InputError('no-rows', `there is no event with a value of ${columns.join(', ')}`, {
      expected: 'at least one event',
      mend: 'check `where` and `part`',
    });
  return {
    x: gather((part) => part.x),
    weights,
    groups: parts.flatMap((part, index) => Array.from(complete[index] ?? [], (row) => part.groups[row] as string)),
    values: columns.map((_, column) => gather((part) => part.values[column] as Float64Array)),
  };
}

function edgesOf(x: Float64Array, { range, bins, binning }: NonNullable<Params['x']>): Edges {
  const sorted = x.toSorted();
  const kept = range === undefined ? sorted : sorted.filter((value) => value >= range[0] && value <= range[1]);
  const [low, high] = range ?? [sorted[0] ?? 0, sorted.at(-1) ?? 1];
  if (binning === 'equal-width' || kept.length === 0)
    return high > low ? equalBins(low, high, bins) : equalBins(low - 0.5, low + 0.5, 1);
  const edges = Array.from({ length: bins + 1 }, (_, bin) =>
    bin === bins ? high : bin === 0 ? low : (kept[Math.floor((bin * kept.length) / bins)] as number),
  );
  return Float64Array.from(edges.filter((edge, index) => index === 0 || edge > (edges[index - 1] as number)));
}

const isInside = (x: number, edges: Edges): boolean => x >= (edges[0] ?? 0) && x <= (edges.at(-1) ?? 0);

function limitsOf(edges: Edges | undefined, bin: number): Readonly<Record<'low' | 'high' | 'centre', number | null>> {
  const [low, high] = [edges?.[bin], edges?.[bin + 1]];
  if (low === undefined || high === undefined) return { low: null, high: null, centre: null };
  return { low, high, centre: (low + high) / 2 };
}

function rowOf(
  { columns, quantiles }: Params,
  start: { readonly group: string; readonly bin: number | null } & ReturnType<typeof limitsOf>,
  { values, weights }: Events,
  rows: Int32Array,
): z.infer<typeof profileSchema>[number] {
  const summaries = columns.map((_, index) => weightedSummary(values[index] as Float64Array, weights, rows, quantiles));
  const named = columns.flatMap((name, index): [string, Scalar][] => {
    const summary = summaries[index];
    return [
      [`${name}_mean`, summary?.mean ?? null],
      [`${name}_error`, summary?.error ?? null],
      [`${name}_spread`, summary?.spread ?? null],
      ...quantiles.map((level, at): [string, Scalar] => [
        `${name}_q${levelName(level)}`,
        summary?.quantiles[at] ?? null,
      ]),
    ];
  });
  return {
    ...start,
    events: rows.length,
    sum_of_weights: summaries[0]?.sumOfWeights ?? 0,
    ...Object.fromEntries(named),
  };
}

/** 16 for 0.16, 2.5 as 2_5. */
const levelName = (level: number): string => String(Number((100 * level).toPrecision(6))).replace('.', '_');
