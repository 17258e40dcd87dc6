import { InputError, type ColumnValues, type InputPlace } from '../../schemas/index.ts';
import type { BranchValues, LeafValues } from './root/index.ts';

export type NumberValues = Exclude<ColumnValues, readonly string[]>;

/**
 * The values in the narrowest column type that holds every value of their leaf type: bool and int8 as int8; uint8,
 * int16, uint16 and int32 as int32; wider integers as int64; float32 and float64 as they are. Shares memory where it can.
 * Throws InputError `integer-range` for a uint64 beyond int64.
 */
export function toColumnValues(
  { type, values }: Pick<BranchValues, 'type' | 'values'>,
  place: InputPlace,
): NumberValues {
  switch (type) {
    case 'bool':
      return new Int8Array(values.buffer as ArrayBuffer, values.byteOffset, values.length);
    case 'uint8':
    case 'int16':
    case 'uint16':
      return Int32Array.from(values as Uint8Array | Int16Array | Uint16Array);
    case 'uint32':
      return BigInt64Array.from(values as Uint32Array, BigInt);
    case 'uint64':
      return signed(values as BigUint64Array, place);
    case 'int8':
    case 'int32':
    case 'int64':
    case 'float32':
    case 'float64':
      return values as Exclude<LeafValues, Uint8Array | Int16Array | Uint16Array | Uint32Array | BigUint64Array>;
  }
}

function signed(values: BigUint64Array, place: InputPlace): BigInt64Array {
  const row = values.findIndex((value) => value > 0x7fff_ffff_ffff_ffffn);
  if (row >= 0)
    throw new InputError('integer-range', `the value ${values[row]} does not fit a signed 64-bit integer`, {
      place: { ...place, row },
      expected: 'integers below 2^63',
      mend: 'write the branch as int64 or as float64',
    });
  return new BigInt64Array(values.buffer as ArrayBuffer, values.byteOffset, values.length);
}

/** The elements at `rows`, in that order. */
export function takeValues<T extends ColumnValues>(values: T, rows: Int32Array): T {
  if (Array.isArray(values))
    return Array.from(rows, (row) => (values as readonly string[])[row] as string) as unknown as T;
  const from = values as Float64Array;
  const taken = new (from.constructor as Float64ArrayConstructor)(rows.length);
  for (let index = 0; index < rows.length; index++) taken[index] = from[rows[index] as number] as number;
  return taken as T;
}
