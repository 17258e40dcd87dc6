import { z } from 'zod';
import { defineTask, InputError, table } from '../../schemas/index.ts';
import { relativeRanks } from '../../science/metrics/index.ts';
import { newColumns, requireColumn } from '../../science/weights/index.ts';
import { numbersOf } from '../weighted-events/read.ts';

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and _');

const params = z.strictObject({
  columns: z
    .record(
      name,
      z.strictObject({
        of: z.string().describe('the column whose values are ranked'),
        by: z.string().optional().describe('a column whose values are ranked each by themselves: label'),
      }),
    )
    .refine((columns) => Object.keys(columns).length > 0, { error: 'at least one column' })
    .describe('new columns: where each event stands among all, from 0 (least) to 1; events count one each'),
});

/** Adds columns with the relative rank of each event: `std_rank > 0.95` are then the most uncertain twentieth. */
export const rank = defineTask({
  kind: 'rank',
  version: 1,
  queue: 'cpu',
  summary: 'Adds where each event stands among all in a column: from 0 (least) to 1.',
  params,
  inputs: { events: table() },
  outputs: { events: table() },
  columns: (asked, { events }) =>
    events === undefined ? {} : { events: [...events.columns, ...Object.keys(asked.columns)] },
  async run({ params: asked, inputs, outputs }) {
    const { origin } = inputs.events;
    const entries = Object.entries(asked.columns);
    const read = await inputs.events.read([
      ...new Set(entries.flatMap(([, { of, by }]) => [of, ...(by === undefined ? [] : [by])])),
    ]);
    const added = entries.map(([column, { of, by }]) => {
      const values = numbersOf(requireColumn(read, of, origin), of, origin);
      const missing = values.findIndex(Number.isNaN);
      if (missing >= 0)
        throw new InputError('missing-value', `${of} has no value`, {
          place: { sample: origin, row: missing },
          expected: 'a number for every event',
          mend: 'cut such events away first',
        });
      const groups = by === undefined ? undefined : requireColumn(read, by, origin).values;
      return [column, { values: ranksBy(values, groups) }] as const;
    });
    await outputs.events.write(newColumns(read.rows, inputs.events.columns, added, origin), { extend: inputs.events });
  },
});

function ranksBy(values: Float64Array, groups: ArrayLike<unknown> | undefined): Float64Array {
  if (groups === undefined) return relativeRanks(values);
  const ranks = new Float64Array(values.length);
  for (const group of new Set(Array.from(groups))) {
    const rows = Int32Array.from(values.keys()).filter((row) => groups[row] === group);
    const own = relativeRanks(Float64Array.from(rows, (row) => values[row] as number));
    rows.forEach((row, at) => {
      ranks[row] = own[at] as number;
    });
  }
  return ranks;
}
