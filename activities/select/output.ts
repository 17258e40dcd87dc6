import { columnType, InputError, type Column, type ColumnValues, type Table } from '../../schemas/index.ts';
import { evaluateTogether, type Evaluated, type Term } from '../../science/expressions/index.ts';
import type { OutputColumn, StoredType } from './selection.ts';

/**
 * The output columns for the selected rows. A column of the input keeps its type; a definition is stored as float64 (a condition as int8), or as
 * it says.
 * @throws InputError `non-finite`, `column-type` with column and row
 */
export async function outputColumns(
  output: readonly OutputColumn[],
  table: Table,
  rows: Int32Array,
  pause: () => Promise<void>,
): Promise<[name: string, column: Column][]> {
  const results = await evaluateTogether(output, { table, rows, pause });
  return output.map((column, index) => {
    const result = results[index] as Evaluated;
    const refuse = (code: string, at: number, message: string, mend: string): InputError =>
      new InputError(code, `'${column.name}' (${column.expression.text}) ${message}`, {
        place: { row: rows[at] as number },
        mend,
      });
    if (result.kind === 'number') requireFinite(result, refuse);
    if (result.kind === 'string' && column.type !== undefined)
      throw refuse('column-type', 0, `is a text, which ${column.type} cannot hold`, 'leave `type` out');
    const type = column.type ?? inputType(column.value.term, table);
    const values = stored(result, type, refuse);
    const valid = result.kind === 'boolean' ? undefined : result.valid;
    return [
      column.name,
      {
        values,
        ...(valid === undefined ? {} : { valid }),
        ...(column.unit === undefined ? {} : { unit: column.unit }),
      },
    ];
  });
}

type Refuse = (code: string, at: number, message: string, mend: string) => InputError;

function requireFinite({ values, valid }: Extract<Evaluated, { kind: 'number' }>, refuse: Refuse): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    // Zero unless NaN or infinite.
    if (value - value === 0 || valid?.[i] === 0) continue;
    throw refuse(
      'non-finite',
      i,
      `is ${value}`,
      'guard the formula: if(ht > 0, met / ht, 0), or cut such events away first',
    );
  }
}

/** The type that a column of the input, or a field of one of several slots (`bjet1_pt`), is stored as there. */
function inputType(term: Term, table: Table): StoredType | 'int64' | undefined {
  if (term.op === 'column') {
    const values = table.columns.get(term.name)?.values;
    const type = values === undefined ? undefined : columnType(values);
    return type === 'string' ? undefined : type;
  }
  if (term.op !== 'pick') return undefined;
  const [first, ...others] = term.options.map((option) => inputType(option, table));
  return others.every((type) => type === first) ? first : undefined;
}

const ranges = { int8: [-(2 ** 7), 2 ** 7 - 1], int32: [-(2 ** 31), 2 ** 31 - 1] } as const;

function stored(result: Evaluated, type: StoredType | 'int64' | undefined, refuse: Refuse): ColumnValues {
  if (result.kind === 'string') return result.values;
  const { values } = result;
  if (type === undefined) return values instanceof Float64Array ? values : Int8Array.from(values);
  switch (type) {
    case 'float64':
      return values instanceof Float64Array ? values : Float64Array.from(values);
    case 'float32':
      return Float32Array.from(values);
    case 'int64':
      return BigInt64Array.from(values as Float64Array, BigInt);
    default:
      requireWhole(values, type, refuse);
      return type === 'int8' ? Int8Array.from(values) : Int32Array.from(values);
  }
}

function requireWhole(values: Float64Array | Uint8Array, type: 'int8' | 'int32', refuse: Refuse): void {
  const [least, most] = ranges[type];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw refuse('column-type', i, `is ${value}, which ${type} cannot hold`, 'choose another `type`, or round()');
  }
}
