/** Type of one value of a branch, by its width and sign. `bool` is stored as one byte, 0 or 1. */
export type LeafType =
  'bool' | 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'float32' | 'float64';

export type LeafValues =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

const arrays = {
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Bytes of one value. */
export const leafSize = (type: LeafType): number => arrays[type].BYTES_PER_ELEMENT;

/**
 * The values stored big-endian in `bytes`, which is overwritten and may become the values' memory.
 * `bytes.length` must be a multiple of the leaf's size.
 */
export function decodeLeaves(bytes: Buffer, type: LeafType): LeafValues {
  const size = leafSize(type);
  if (size === 2) bytes.swap16();
  else if (size === 4) bytes.swap32();
  else if (size === 8) bytes.swap64();
  const aligned = bytes.byteOffset % size === 0 ? bytes : Uint8Array.from(bytes);
  return new arrays[type](aligned.buffer as ArrayBuffer, aligned.byteOffset, bytes.length / size);
}

/** ROOT's leaf classes; the second type is that of an unsigned leaf. */
const leafClasses: Readonly<Record<string, readonly [LeafType, LeafType]>> = {
  TLeafO: ['bool', 'bool'],
  TLeafB: ['int8', 'uint8'],
  TLeafS: ['int16', 'uint16'],
  TLeafI: ['int32', 'uint32'],
  TLeafL: ['int64', 'uint64'],
  TLeafG: ['int64', 'uint64'],
  TLeafF: ['float32', 'float32'],
  TLeafD: ['float64', 'float64'],
};

/** Type of a leaf class of ROOT (`TLeafF`), undefined where it is not a plain number. */
export const typeOfLeafClass = (leafClass: string, unsigned: boolean): LeafType | undefined =>
  leafClasses[leafClass]?.[unsigned ? 1 : 0];

/** Codes of members of split objects (ROOT's TVirtualStreamerInfo::EReadWrite). */
const streamerTypes: Readonly<Record<number, LeafType>> = {
  1: 'int8',
  2: 'int16',
  3: 'int32',
  4: 'int64',
  5: 'float32',
  6: 'int32',
  8: 'float64',
  11: 'uint8',
  12: 'uint16',
  13: 'uint32',
  14: 'uint64',
  15: 'uint32',
  16: 'int64',
  17: 'uint64',
  18: 'bool',
};

export const typeOfStreamer = (code: number): LeafType | undefined => streamerTypes[code];

const cppTypes: Readonly<Record<string, LeafType>> = {
  bool: 'bool',
  char: 'int8',
  'signed char': 'int8',
  'unsigned char': 'uint8',
  short: 'int16',
  'unsigned short': 'uint16',
  int: 'int32',
  'unsigned int': 'uint32',
  unsigned: 'uint32',
  long: 'int64',
  'unsigned long': 'uint64',
  Long64_t: 'int64',
  ULong64_t: 'uint64',
  'long long': 'int64',
  'unsigned long long': 'uint64',
  float: 'float32',
  double: 'float64',
};

/** Element type of `vector<float>` and `list<float>`; undefined for other classes and nested collections. */
export function typeOfCollection(className: string): LeafType | undefined {
  const element = /^(?:std::)?(?:vector|list)<\s*([^<>,]+?)\s*>$/.exec(className)?.[1];
  return element === undefined ? undefined : cppTypes[element];
}
