import type { Column, ColumnValues } from '../../schemas/index.ts';

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
  for (let i = 0; i < rows.length; i++) mask[i] = valid[rows[i] as number] as number;
  return mask.includes(0) ? mask : undefined;
}

function gatherValues(values: ColumnValues, rows: Int32Array): ColumnValues {
  if (values instanceof Float64Array) return fill(new Float64Array(rows.length), values, rows);
  if (values instanceof Float32Array) return fill(new Float32Array(rows.length), values, rows);
  if (values instanceof Int32Array) return fill(new Int32Array(rows.length), values, rows);
  if (values instanceof Int8Array) return fill(new Int8Array(rows.length), values, rows);
  if (values instanceof BigInt64Array) {
    const out = new BigInt64Array(rows.length);
    for (let i = 0; i < rows.length; i++) out[i] = values[rows[i] as number] as bigint;
    return out;
  }
  return Array.from(rows, (row) => values[row] as string);
}

function fill<T extends Float64Array | Float32Array | Int32Array | Int8Array>(out: T, values: T, rows: Int32Array): T {
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i] as number] as number;
  return out;
}

function clear(values: ColumnValues, mask: Uint8Array | undefined): ColumnValues {
  if (mask === undefined) return values;
  if (Array.isArray(values)) return values.map((value: string, i) => (mask[i] === 0 ? '' : value));
  const numbers = values as Exclude<ColumnValues, readonly string[]>;
  for (let i = 0; i < numbers.length; i++) if (mask[i] === 0) numbers[i] = numbers instanceof BigInt64Array ? 0n : 0;
  return numbers;
}
