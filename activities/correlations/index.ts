import { z } from 'zod';
import { defineTask, many, records, table, type Column } from '../../schemas/index.ts';
import { correlationRow } from '../../schemas/results/index.ts';
import { weightedCorrelation } from '../../science/metrics/index.ts';
import { weightedEventsParams } from '../weighted-events/params.ts';
import { numbersOf, readWeightedEvents } from '../weighted-events/read.ts';

const params = z.strictObject({
  columns: z.array(z.string()).min(2),
  ...weightedEventsParams,
});

/** Weighted linear correlations between columns of the gathered events. */
export const correlations = defineTask({
  kind: 'correlations',
  version: 1,
  queue: 'cpu',
  summary: 'Weighted correlation of every pair of columns.',
  params,
  inputs: { events: many(table()) },
  outputs: { correlations: records(correlationRow) },
  async run({ params: asked, inputs, outputs, signal }) {
    const parts = await Promise.all(inputs.events.map((input) => readWeightedEvents(input, asked.columns, asked)));
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
    const values = asked.columns.map((name) =>
      joined(({ table: events_, input }) => numbersOf(events_.columns.get(name) as Column, name, input.origin)),
    );
    signal.throwIfAborted();
    await outputs.correlations.write(
      asked.columns.flatMap((row, i) =>
        asked.columns.map((column, j) => {
          const value = weightedCorrelation(values[i] as Float64Array, values[j] as Float64Array, weights);
          return { row, column, value: Number.isNaN(value) ? null : value };
        }),
      ),
    );
  },
});
