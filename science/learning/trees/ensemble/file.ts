import { InputError } from '../../../../schemas/index.ts';

/** A column of numbers in a file of trees. */
export type Vector = Float32Array | Float64Array | Int32Array | Int16Array | Uint8Array;

const TYPES = { F32: Float32Array, F64: Float64Array, I32: Int32Array, I16: Int16Array, U8: Uint8Array } as const;
type TypeName = keyof typeof TYPES;

const nameOf = (vector: Vector): TypeName => {
  for (const [name, type] of Object.entries(TYPES)) if (vector instanceof type) return name as TypeName;
  throw new Error('a vector of another type');
};

/**
 * Named vectors and texts in the safetensors format (https://huggingface.co/docs/safetensors). Wider numbers come first, so
 * that all are aligned. Equal contents give equal bytes.
 */
export function encodeVectors(
  vectors: Readonly<Record<string, Vector>>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const sorted = Object.entries(vectors).sort(([, a], [, b]) => b.BYTES_PER_ELEMENT - a.BYTES_PER_ELEMENT);
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, vector] of sorted) {
    const end = offset + vector.byteLength;
    header[name] = { dtype: nameOf(vector), shape: [vector.length], data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + length + offset).fill(0x20, 8 + json.length, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(json, 8);
  let position = 8 + length;
  for (const [, vector] of sorted) {
    file.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), position);
    position += vector.byteLength;
  }
  return file;
}

export interface VectorFile {
  /** The vector of that name and type. @throws InputError `model-file` */
  vector<T extends Vector>(name: string, type: new (buffer: ArrayBuffer) => T): T;
  readonly metadata: Readonly<Record<string, string>>;
}

/** @throws InputError `model-file` for anything but a complete file */
export function decodeVectors(file: Uint8Array): VectorFile {
  if (file.length < 8) throw damaged('it ends before its header');
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > file.length - 8) throw damaged('its header is longer than the file');
  let header: Record<string, { dtype?: string; data_offsets?: readonly [number, number] }>;
  try {
    header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as typeof header;
  } catch {
    throw damaged('its header is not JSON');
  }
  const data = file.subarray(8 + length);
  return {
    metadata: (header.__metadata__ ?? {}) as Record<string, string>,
    vector(name, type) {
      const { dtype, data_offsets: [from, to] = [0, -1] } = header[name] ?? {};
      if (TYPES[dtype as TypeName] !== (type as unknown) || from < 0 || to < from || to > data.length)
        throw damaged(`'${name}' is missing, cut short or of another type`);
      return new type(Uint8Array.from(data.subarray(from, to)).buffer);
    },
  };
}

const damaged = (what: string): InputError =>
  new InputError('model-file', `this is not a file of trees: ${what}`, {
    expected: 'a model written by train-xgboost, train-forest or train-adaboost',
    mend: 'give such a model, verify the store, or train again',
  });
