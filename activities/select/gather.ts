import type { Column, ColumnValues } from '../../schemas/index.ts';
import { inChunks } from './chunks.ts';

/** Some rows of a column, type and unit kept; the values of missing rows become 0 or ''. */
export function gather({ values, valid, unit }: Column, rows: Int32Array): Column {
  const mask = valid === undefined ? undefined : gatherMask(valid, rows);
  return {
    values: clear(gatherValues(values, rows), mask),
    ...(mask === undefined ? {} : { valid: mask }),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** Undefined when all of the rows have a value. */
function gatherMask(valid: Uint8Array, rows: Int32Array): Uint8Array | undefined {
  const mask = new Uint8Array(rows.length);
  inChunks(rows.length, (from, to) => {
    fillMask(mask, valid, rows, from, to);
  });
  return mask.includes(0) ? mask : undefined;
}

function fillMask(out: Uint8Array, valid: Uint8Array, rows: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] = valid[rows[i] as number] as number;
}

function gatherValues(values: ColumnValues, rows: Int32Array): ColumnValues {
  const { length } = rows;
  if (values instanceof Float64Array) return filled(new Float64Array(length), values, rows);
  if (values instanceof Float32Array) return filled(new Float32Array(length), values, rows);
  if (values instanceof Int32Array) return filled(new Int32Array(length), values, rows);
  if (values instanceof Int8Array) return filled(new Int8Array(length), values, rows);
  if (values instanceof BigInt64Array) {
    const out = new BigInt64Array(length);
    for (let i = 0; i < length; i++) out[i] = values[rows[i] as number] as bigint;
    return out;
  }
  return Array.from(rows, (row) => values[row] as string);
}

type Numbers = Float64Array | Float32Array | Int32Array | Int8Array;

function filled<T extends Numbers>(out: T, values: T, rows: Int32Array): T {
  inChunks(rows.length, (from, to) => {
    fill(out, values, rows, from, to);
  });
  return out;
}

function fill(out: Numbers, values: Numbers, rows: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] = values[rows[i] as number] as number;
}

function clear(values: ColumnValues, mask: Uint8Array | undefined): ColumnValues {
  if (mask === undefined) return values;
  if (Array.isArray(values)) return values.map((value: string, i) => (mask[i] === 0 ? '' : value));
  const numbers = values as Exclude<ColumnValues, readonly string[]>;
  const zero = numbers instanceof BigInt64Array ? 0n : 0;
  for (let i = mask.indexOf(0); i >= 0; i = mask.indexOf(0, i + 1)) numbers[i] = zero;
  return numbers;
}
