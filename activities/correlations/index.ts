import { z } from 'zod';
import { anyNumber, defineTask, InputError, many, records, table, type Column } from '../../schemas/index.ts';
import { correlationRow, importanceRow, type ImportanceRow } from '../../schemas/results/index.ts';
import { weightedCorrelation } from '../../science/metrics/index.ts';
import { weightedEventsParams } from '../weighted-events/params.ts';
import { numbersOf, readWeightedEvents } from '../weighted-events/read.ts';

const params = z.strictObject({
  columns: z.array(z.string()).min(2),
  best: z
    .int()
    .min(2)
    .optional()
    .describe('only so many of the columns: those with the largest gain, summed over `importance`'),
  ...weightedEventsParams,
});

/** Weighted linear correlations between columns of the gathered events. */
export const correlations = defineTask({
  kind: 'correlations',
  version: 1,
  queue: 'cpu',
  summary: 'Weighted correlation of every pair of columns.',
  params,
  inputs: { events: many(table()), importance: anyNumber(records(importanceRow)) },
  outputs: { correlations: records(correlationRow) },
  async run({ params: asked, inputs, outputs, signal }) {
    const columns =
      asked.best === undefined
        ? asked.columns
        : mostImportant(
            asked.columns,
            (await Promise.all(inputs.importance.map((input) => input.read()))).flat(),
            asked.best,
          );
    const parts = await Promise.all(inputs.events.map((input) => readWeightedEvents(input, columns, asked)));
    const events = parts.reduce((sum, { rows }) => sum + rows.length, 0);
    const joined = (of: (part: (typeof parts)[number]) => Float64Array): Float64Array => {
      const all = new Float64Array(events);
      let at = 0;
      for (const part of parts) {
        const values = of(part);
        for (const row of part.rows) all[at++] = values[row] as number;
      }
      return all;
    };
    const weights = joined((part) => part.weights);
    const values = columns.map((name) =>
      joined(({ table: events_, input }) => numbersOf(events_.columns.get(name) as Column, name, input.origin)),
    );
    signal.throwIfAborted();
    await outputs.correlations.write(
      columns.flatMap((row, i) =>
        columns.map((column, j) => {
          const value = weightedCorrelation(values[i] as Float64Array, values[j] as Float64Array, weights);
          return { row, column, value: Number.isNaN(value) ? null : value };
        }),
      ),
    );
  },
});

/** The columns with the largest sums of gain, the most important first. @throws InputError `importance` where too few have one */
function mostImportant(columns: readonly string[], rows: readonly ImportanceRow[], best: number): readonly string[] {
  const gains = new Map<string, number>();
  for (const { feature, gain } of rows)
    if (columns.includes(feature)) gains.set(feature, (gains.get(feature) ?? 0) + gain);
  if (gains.size < best)
    throw new InputError('importance', `the importance of ${gains.size} of the columns is known`, {
      expected: `at least ${best}, as \`best\` asks for`,
      mend: 'gather `importance` of trees that were trained on these columns, or ask for fewer',
    });
  return [...gains]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, best)
    .map(([feature]) => feature);
}
