import { columnType, InputError, type Column, type ColumnValues, type Table } from '../../schemas/index.ts';
import { evaluateTogether, type Evaluated, type Term } from '../../science/expressions/index.ts';
import { inChunks } from './chunks.ts';
import { gather } from './gather.ts';
import type { OutputColumn, StoredType } from './selection.ts';

/**
 * The output columns for the selected rows. A column of the input keeps its type; a definition is stored as float64 (a
 * condition as int8), or as it says.
 * @throws InputError `non-finite`, `column-type` with column and row
 */
export async function outputColumns(
  output: readonly OutputColumn[],
  table: Table,
  rows: Int32Array,
  pause: () => Promise<void>,
): Promise<[name: string, column: Column][]> {
  const computed = output.filter((column) => passedThrough(column, table) === undefined);
  const evaluated = await evaluateTogether(computed, { table, rows, pause });
  const results = new Map(computed.map((column, index) => [column.name, evaluated[index] as Evaluated]));
  return output.map((column) => {
    const source = passedThrough(column, table);
    const result = results.get(column.name);
    const made =
      source !== undefined
        ? gather(source, rows)
        : storedColumn(column, result as Evaluated, table, refusal(column, rows));
    requireFinite(made.values, refusal(column, rows));
    return [column.name, column.unit === undefined ? made : { ...made, unit: column.unit }];
  });
}

type Refuse = (code: string, at: number, message: string, mend: string) => InputError;

const refusal =
  ({ name, expression }: OutputColumn, rows: Int32Array): Refuse =>
  (code, at, message, mend) =>
    new InputError(code, `'${name}'${name === expression.text ? '' : ` (${expression.text})`} ${message}`, {
      place: { row: rows[at] as number },
      mend,
    });

/** The column of the input that an output is, if it is stored as it is. */
function passedThrough({ value, type }: OutputColumn, table: Table): Column | undefined {
  return value.term.op === 'column' && type === undefined ? table.columns.get(value.term.name) : undefined;
}

function storedColumn(column: OutputColumn, result: Evaluated, table: Table, refuse: Refuse): Column {
  const type = column.type ?? slotType(column.value.term, table);
  const valid = result.kind === 'boolean' ? undefined : result.valid;
  const values =
    result.kind === 'string' ? requireNoType(result.values, column, refuse) : stored(result.values, type, refuse);
  return valid === undefined ? { values } : { values, valid };
}

/** A field of a narrowed collection (`jet1_pt`) is stored as in the slots it is picked from. */
function slotType(term: Term, table: Table): StoredType | undefined {
  if (term.op !== 'pick') return undefined;
  const types = term.options.map((option) => {
    const values = option.op === 'column' ? table.columns.get(option.name)?.values : undefined;
    const type = values === undefined ? 'float64' : columnType(values);
    return type === 'string' || type === 'int64' ? undefined : type;
  });
  return types.every((type) => type === types[0]) ? types[0] : undefined;
}

const ranges = { int8: [-(2 ** 7), 2 ** 7 - 1], int32: [-(2 ** 31), 2 ** 31 - 1] } as const;

function stored(values: Float64Array | Uint8Array, type: StoredType | undefined, refuse: Refuse): ColumnValues {
  const asIs = values instanceof Float64Array ? 'float64' : 'int8';
  switch (type ?? asIs) {
    case 'float64':
      return values instanceof Float64Array ? values : new Float64Array(values);
    case 'float32':
      return new Float32Array(values);
    case 'int8':
      // Conditions are 0 and 1.
      return new Int8Array(values instanceof Float64Array ? requireWhole(values, 'int8', refuse) : values);
    case 'int32':
      return new Int32Array(values instanceof Float64Array ? requireWhole(values, 'int32', refuse) : values);
  }
}

function requireWhole(values: Float64Array, type: 'int8' | 'int32', refuse: Refuse): Float64Array {
  const [least, most] = ranges[type];
  const at = values.findIndex((value) => !(Number.isInteger(value) && value >= least && value <= most));
  if (at < 0) return values;
  throw refuse('column-type', at, `is ${values[at]}, which ${type} cannot hold`, 'choose another `type`, or round()');
}

function requireNoType(values: readonly string[], { type }: OutputColumn, refuse: Refuse): readonly string[] {
  if (type === undefined || values.length === 0) return values;
  throw refuse('column-type', 0, `is a text, which ${type} cannot hold`, 'leave `type` out');
}

/** Missing values are 0 by now. */
function requireFinite(values: ColumnValues, refuse: Refuse): void {
  if (!(values instanceof Float64Array || values instanceof Float32Array)) return;
  let sum = 0;
  inChunks(values.length, (from, to) => {
    sum += differences(values, from, to);
  });
  if (sum === 0) return;
  const at = values.findIndex((value) => !Number.isFinite(value));
  throw refuse(
    'non-finite',
    at,
    `is ${values[at]}`,
    'guard the formula: if(ht > 0, met / ht, 0), or cut such events away first',
  );
}

/** The sum of x - x, which is 0 unless an x is NaN or infinite. */
function differences(values: Float64Array | Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += (values[i] as number) - (values[i] as number);
  return sum;
}
