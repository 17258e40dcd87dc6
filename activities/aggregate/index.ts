import { z } from 'zod';
import { defineTask, json, type Scalar } from '../../schemas/index.ts';
import { noRows } from '../rows/no-rows.ts';
import { rowsParams } from '../rows/params.ts';
import { numberOf, present, readRows, rowsInputs } from '../rows/read.ts';
import type { Row } from '../rows/flatten.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const how = z.enum(['sum', 'quadrature', 'mean', 'min', 'max', 'count']);
type How = z.infer<typeof how>;

const params = z.strictObject({
  ...rowsParams,
  by: z.array(z.string()).default([]).describe('columns whose values make a row each; none: one row'),
  columns: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.strictObject({ of: z.string(), take: how }))
    .describe(
      'new columns; quadrature: sqrt of the sum of squares, as independent errors add; what is missing is left out',
    ),
});

/** Sums, means and extremes of any results by the values of some columns: class sizes of samples, mean limits of runs. */
export const aggregate = defineTask({
  kind: 'aggregate',
  version: 1,
  queue: 'io',
  summary: 'Sums, means and extremes of results, by the values of columns.',
  params,
  inputs: rowsInputs,
  outputs: { rows: json(z.array(z.record(z.string(), scalar)).readonly()) },
  brief: true,
  async run({ params: asked, inputs, outputs }) {
    const rows = await readRows(inputs, asked);
    if (rows.length === 0) throw noRows('aggregate');
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const key = JSON.stringify(asked.by.map((name) => present(row, name)));
      const own = groups.get(key);
      if (own === undefined) groups.set(key, [row]);
      else own.push(row);
    }
    const columns = Object.entries(asked.columns);
    await outputs.rows.write(
      [...groups.values()].map((own) => ({
        ...Object.fromEntries(asked.by.map((name) => [name, present(own[0] as Row, name)])),
        ...Object.fromEntries(columns.map(([name, { of, take }]) => [name, taken(own, of, take)])),
      })),
    );
  },
});

function taken(rows: readonly Row[], column: string, take: How): Scalar {
  const values = rows.flatMap((row) => numberOf(row, column) ?? []);
  const sum = (of: (value: number) => number): number => values.reduce((total, value) => total + of(value), 0);
  if (take === 'count') return values.length;
  if (values.length === 0) return null;
  switch (take) {
    case 'sum':
      return sum((value) => value);
    case 'quadrature':
      return Math.sqrt(sum((value) => value * value));
    case 'mean':
      return sum((value) => value) / values.length;
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
  }
}
