import { InputError, type InputPlace } from '../../../schemas/index.ts';
import type { Basket } from './basket.ts';
import { decodeLeaves, leafSize, type LeafType, type LeafValues } from './leaf-type.ts';

/** One number an entry. */
export interface FlatValues {
  readonly shape: 'flat';
  readonly type: LeafType;
  readonly values: LeafValues;
}

/** The numbers of entry `i` are `values[offsets[i]]` up to, but not including, `values[offsets[i + 1]]`. */
export interface JaggedValues {
  readonly shape: 'jagged';
  readonly type: LeafType;
  readonly values: LeafValues;
  /** [entries + 1] */
  readonly offsets: Int32Array;
}

export type BranchValues = FlatValues | JaggedValues;

/** The branch that is decoded: how errors name it, and how many entries it must have. */
export interface DecodedBranch {
  readonly place: InputPlace;
  readonly entries: number;
}

export function flatValues(baskets: readonly Basket[], type: LeafType, branch: DecodedBranch): FlatValues {
  const values = decode(baskets, type, branch);
  if (values.length !== branch.entries)
    throw inconsistent(branch.place, `it holds ${values.length} values for ${branch.entries} entries`);
  return { shape: 'flat', type, values };
}

/** Values without headers; `offsets` follow from the branch that counts or from a fixed length. */
export function countedValues(
  baskets: readonly Basket[],
  type: LeafType,
  offsets: Int32Array,
  branch: DecodedBranch,
): JaggedValues {
  const values = decode(baskets, type, branch);
  if (values.length !== offsets[branch.entries])
    throw inconsistent(
      branch.place,
      `it holds ${values.length} values where its counts add up to ${offsets[branch.entries]}`,
    );
  return { shape: 'jagged', type, values, offsets };
}

/** `vector<T>` and `list<T>`: each entry is a byte count (uint32, bit 30 set), a version (int16), its length (int32) and the values. */
export function collectionValues(baskets: readonly Basket[], type: LeafType, branch: DecodedBranch): JaggedValues {
  const headerBytes = 10;
  const size = leafSize(type);
  const content = concatenate(baskets);
  const offsets = new Int32Array(branch.entries + 1);
  let from = 0;
  let to = 0;
  for (let entry = 0; entry < branch.entries; entry++) {
    const end = from + 4 + (from + headerBytes <= content.length ? content.readUInt32BE(from) & 0x3fffffff : Infinity);
    const count = end <= content.length ? content.readInt32BE(from + 6) : -1;
    if (end !== from + headerBytes + count * size)
      throw inconsistent({ ...branch.place, row: entry }, 'the length of a collection is damaged');
    content.copyWithin(to, from + headerBytes, end);
    from = end;
    to += count * size;
    offsets[entry + 1] = to / size;
  }
  if (from !== content.length) throw inconsistent(branch.place, `it holds more than ${branch.entries} entries`);
  return { shape: 'jagged', type, values: decodeLeaves(content.subarray(0, to), type), offsets };
}

/** Running sums of the counts: [entries + 1], starting at 0. */
export function offsetsOfCounts(counts: LeafValues, branch: DecodedBranch): Int32Array {
  const offsets = new Int32Array(counts.length + 1);
  let sum = 0;
  for (let entry = 0; entry < counts.length; entry++) {
    const count = Number(counts[entry]);
    sum += count;
    if (!(count >= 0 && sum <= 0x7fffffff))
      throw inconsistent({ ...branch.place, row: entry }, `it counts ${count} values`);
    offsets[entry + 1] = sum;
  }
  return offsets;
}

export function fixedOffsets(entries: number, width: number): Int32Array {
  return Int32Array.from({ length: entries + 1 }, (_, entry) => entry * width);
}

function decode(baskets: readonly Basket[], type: LeafType, branch: DecodedBranch): LeafValues {
  const content = concatenate(baskets);
  if (content.length % leafSize(type) !== 0)
    throw inconsistent(branch.place, `its ${content.length} bytes are no whole number of ${type} values`);
  return decodeLeaves(content, type);
}

function concatenate(baskets: readonly Basket[]): Buffer {
  const [first] = baskets;
  return first !== undefined && baskets.length === 1 ? first.content : Buffer.concat(baskets.map((b) => b.content));
}

function inconsistent(place: InputPlace, message: string): InputError {
  return new InputError('inconsistent-branch', message, {
    place,
    expected: 'as many values as the tree announces',
    mend: 'copy the file again from its source; if it is damaged there too, produce it again',
  });
}
