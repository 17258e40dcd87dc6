import { InputError, type Column, type Table, type TableInput } from '../../schemas/index.ts';
import { SPLITS } from '../../schemas/results/index.ts';
import { columnsOf, compileColumns, parseExpression } from '../../science/expressions/index.ts';
import { requireFeatures } from '../../science/learning/preparation/index.ts';
import { weightColumn, wholeNumberColumn } from '../../science/weights/index.ts';
import type { WeightedEventsParams } from './params.ts';

/** Chosen events of one table. */
export interface WeightedEvents {
  readonly input: TableInput;
  readonly table: Table;
  /** Those that count. */
  readonly rows: Int32Array;
  /** `[all rows]` */
  readonly weights: Float64Array;
}

/**
 * @param columns that are needed beside those of weight, subset and condition
 * @throws InputError `missing-column` and those of the condition
 */
export async function readWeightedEvents(
  input: TableInput,
  columns: readonly string[],
  { weight, part, where }: WeightedEventsParams,
): Promise<WeightedEvents> {
  const { origin } = input;
  const named = where === undefined ? [] : columnsNamed(where, input.columns);
  requireFeatures(input.columns, columns, origin);
  const table = await input.read([
    ...new Set([...columns, ...named, ...(weight === null ? [] : [weight]), ...(part === 'all' ? [] : ['split'])]),
  ]);
  let rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  if (part !== 'all') {
    const split = wholeNumberColumn(table, 'split', origin);
    rows = rows.filter((row) => Number(split[row]) === SPLITS.indexOf(part));
  }
  if (where !== undefined) {
    const holds = conditionOver(where, table);
    rows = rows.filter((row) => holds[row] === 1);
  }
  const weights = weight === null ? new Float64Array(table.rows).fill(1) : weightColumn(table, weight, origin);
  return { input, table, rows, weights };
}

/** An attribute that a table's events are told apart by, as text. @throws InputError `missing-attribute` */
export function groupingAttribute({ attributes, origin }: TableInput, name: string): string {
  const attribute = attributes[name];
  if (attribute !== undefined) return String(attribute);
  throw new InputError('missing-attribute', `there is no attribute or column '${name}' to tell groups by`, {
    place: { sample: origin },
    mend: `carry it along (with: [${name}]), or name another one in \`by\``,
  });
}

/** The columns that a formula's names stand for: themselves, or all of an object (`jet1`, `jet`). */
export function columnsNamed(text: string, columns: readonly string[]): readonly string[] {
  return [...parseExpression(text).names].flatMap((name) =>
    columns.filter((column) => column === name || new RegExp(`^${name}\\d*_`).test(column)),
  );
}

/** 1 for the rows for which a formula holds. @throws InputError `expression-type` */
export function conditionOver(text: string, table: Table): Uint8Array {
  const result = compileColumns(parseExpression(text), columnsOf(table)).evaluate(table);
  if (result.kind === 'boolean') return result.values;
  throw new InputError('expression-type', `'${text}' gives a ${result.kind}`, {
    expected: 'a condition (true or false)',
    mend: 'compare it with something: met > 100',
  });
}

/** The numbers of a column, NaN where one is missing. @throws InputError `column-type` */
export function numbersOf({ values, valid }: Column, name: string, sample: string): Float64Array {
  if (Array.isArray(values))
    throw new InputError('column-type', `the column '${name}' holds text`, {
      place: { sample },
      expected: 'a column of numbers',
    });
  return Float64Array.from({ length: values.length }, (_, row) => (valid?.[row] === 0 ? NaN : Number(values[row])));
}
