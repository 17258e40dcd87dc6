import { InputError, type Column, type ColumnValues } from '../../../schemas/index.ts';
import type { NumberBlock, RowRange, Step, StringBlock } from './blocks.ts';

/** Reads a column of numbers into a block, promoted to float64. */
export function loadNumbers(name: string, column: Column, block: NumberBlock): Step {
  const { values, valid } = column;
  const fill = numbersOf(name, values);
  const own = block.values;
  return (range) => {
    // A float64 column read in order needs no copy: nothing writes to a block but its own term.
    if (values instanceof Float64Array && range.rows === undefined)
      block.values = values.subarray(range.from, range.from + range.count);
    else fill((block.values = own), range);
    loadValidity(valid, block, range);
  };
}

export function loadStrings(column: Column, block: StringBlock): Step {
  const values = column.values as readonly string[];
  return (range) => {
    const { rows, from, count } = range;
    for (let i = 0; i < count; i++)
      block.values[i] = values[rows === undefined ? from + i : (rows[from + i] as number)] as string;
    loadValidity(column.valid, block, range);
  };
}

function loadValidity(
  valid: Uint8Array | undefined,
  block: NumberBlock | StringBlock,
  { rows, from, count }: RowRange,
): void {
  block.nullable = false;
  if (valid === undefined) return;
  const out = block.valid;
  if (rows === undefined) out.set(valid.subarray(from, from + count));
  else gatherMask(valid, rows, from, count, out);
  // Most columns with gaps have none among the events that pass.
  block.nullable = out.subarray(0, count).includes(0);
}

function gatherMask(valid: Uint8Array, rows: Int32Array, from: number, count: number, out: Uint8Array): void {
  for (let i = 0; i < count; i++) out[i] = valid[rows[from + i] as number] as number;
}

type Fill = (out: Float64Array, range: RowRange) => void;

/** One loop for each type of column, so that each is compiled for its type. */
function numbersOf(name: string, values: ColumnValues): Fill {
  if (values instanceof Float64Array)
    return (out, range) => {
      gatherFloat64(values, out, range);
    };
  if (values instanceof Float32Array)
    return (out, range) => {
      gatherFloat32(values, out, range);
    };
  if (values instanceof Int32Array)
    return (out, range) => {
      gatherInt32(values, out, range);
    };
  if (values instanceof Int8Array)
    return (out, range) => {
      gatherInt8(values, out, range);
    };
  if (values instanceof BigInt64Array)
    return (out, range) => {
      gatherInt64(name, values, out, range);
    };
  throw new InputError('expression-type', `column '${name}' holds texts, where numbers are needed`);
}

function gatherFloat64(values: Float64Array, out: Float64Array, { rows, from, count }: RowRange): void {
  if (rows === undefined) out.set(values.subarray(from, from + count));
  else for (let i = 0; i < count; i++) out[i] = values[rows[from + i] as number] as number;
}
function gatherFloat32(values: Float32Array, out: Float64Array, { rows, from, count }: RowRange): void {
  if (rows === undefined) out.set(values.subarray(from, from + count));
  else for (let i = 0; i < count; i++) out[i] = values[rows[from + i] as number] as number;
}
function gatherInt32(values: Int32Array, out: Float64Array, { rows, from, count }: RowRange): void {
  if (rows === undefined) out.set(values.subarray(from, from + count));
  else for (let i = 0; i < count; i++) out[i] = values[rows[from + i] as number] as number;
}
function gatherInt8(values: Int8Array, out: Float64Array, { rows, from, count }: RowRange): void {
  if (rows === undefined) out.set(values.subarray(from, from + count));
  else for (let i = 0; i < count; i++) out[i] = values[rows[from + i] as number] as number;
}
function gatherInt64(name: string, values: BigInt64Array, out: Float64Array, { rows, from, count }: RowRange): void {
  for (let i = 0; i < count; i++) {
    const row = rows === undefined ? from + i : (rows[from + i] as number);
    const value = Number(values[row]);
    if (!Number.isSafeInteger(value))
      throw new InputError(
        'expression-value',
        `column '${name}' has an integer beyond 2^53 in row ${row}, which an expression cannot hold exactly`,
        {
          place: { row },
        },
      );
    out[i] = value;
  }
}
