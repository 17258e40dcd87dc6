import { z } from 'zod';
import {
  anyNumber,
  InputError,
  json,
  records,
  type JsonInput,
  type RecordsInput,
  type Scalar,
} from '../../schemas/index.ts';
import { evaluateRecord, parseExpression } from '../../science/expressions/index.ts';
import { rowsOf, type Row } from './flatten.ts';
import type { RowsParams } from './params.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Result tables and structured results of any kind, as many as one likes of either. */
export const rowsInputs = {
  records: anyNumber(records(z.record(z.string(), scalar))),
  json: anyNumber(json(z.unknown())),
};

interface Given {
  readonly records: readonly RecordsInput<Row>[];
  readonly json: readonly JsonInput<unknown>[];
}

/**
 * All rows with the attributes that the campaign carries along, those that the condition holds for.
 * @throws InputError `rows`, and those of the expressions
 */
export async function readRows(inputs: Given, params: RowsParams): Promise<readonly Row[]> {
  const tables = await Promise.all(
    inputs.records.map(async (input) => (await input.read()).map((row): Row => ({ ...input.attributes, ...row }))),
  );
  const structured = await Promise.all(
    inputs.json.map(async (input) => rowsOf(await input.read(), params.rows, input.attributes, input.origin)),
  );
  const definitions = Object.entries(params.define).map(([name, text]) => [name, parseExpression(text)] as const);
  const condition = params.where === undefined ? undefined : parseExpression(params.where);
  const all = [...tables, ...structured].flat();
  // What only some rows have is missing in the others.
  const absent = Object.fromEntries([...new Set(all.flatMap(Object.keys))].map((name) => [name, null]));
  const rows: Row[] = [];
  for (const row of all) {
    const extended: Record<string, Scalar> = { ...absent, ...row };
    for (const [name, expression] of definitions) extended[name] = evaluateRecord(expression, extended);
    for (const one of stacked(extended, params.stack))
      if (condition === undefined || evaluateRecord(condition, one) === true) rows.push(one);
  }
  return params.best === undefined ? rows : bestOf(rows, params.best);
}

const stacked = (row: Row, columns: readonly string[] | undefined): readonly Row[] =>
  columns === undefined ? [row] : columns.map((column) => ({ ...row, column, value: present(row, column) }));

/** Of rows that are alike in the columns `of` the one with the largest number in `by`, the first of equal ones; none where no row has a number. */
function bestOf(
  rows: readonly Row[],
  { by, of }: { readonly by: string; readonly of: readonly string[] },
): readonly Row[] {
  const best = new Map<string, { readonly row: Row; readonly value: number }>();
  for (const row of rows) {
    const value = numberOf(row, by);
    if (value === null) continue;
    const key = JSON.stringify(of.map((column) => present(row, column)));
    const known = best.get(key);
    if (known === undefined || value > known.value) best.set(key, { row, value });
  }
  return [...best.values()].map(({ row }) => row);
}

/** A column of a row as a number; null where there is none. @throws InputError `missing-column`, `column-type` */
export function numberOf(row: Row, column: string): number | null {
  const value = present(row, column);
  if (value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = value.trim() === '' ? NaN : Number(value);
  if (Number.isFinite(number)) return number;
  throw new InputError('column-type', `the column '${column}' holds '${value}', which is no number`, {
    mend: 'name a column of numbers, or define one',
  });
}

/** A column of a row as text; empty where there is no value. @throws InputError `missing-column` */
export const textOf = (row: Row, column: string): string => String(present(row, column) ?? '');

export function present(row: Row, column: string): Scalar {
  const value = row[column];
  if (value !== undefined) return value;
  throw new InputError('missing-column', `there is no column '${column}' in the rows`, {
    expected: `one of ${Object.keys(row).join(', ')}`,
    mend: 'correct the name, carry the attribute along (with: [...]), or define the column',
  });
}

/** The distinct values of a column, in the order in which they come. */
export const distinct = (rows: readonly Row[], column: string): readonly string[] => [
  ...new Set(rows.map((row) => textOf(row, column))),
];
