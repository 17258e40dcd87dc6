import { InputError } from '../../../schemas/index.ts';

export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Texts of the writer's choice. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * The safetensors format (https://huggingface.co/docs/safetensors): length of the header as 8 little-endian bytes, the
 * header as JSON, the tensors' bytes one after the other. float32 only. Equal contents give equal bytes.
 */
export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: metadata };
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, (offset += values.byteLength)] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + offset).fill(0x20, 8 + json.length, 8 + headerLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(json, 8);
  let position = 8 + headerLength;
  for (const { values } of tensors.values()) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
    position += values.byteLength;
  }
  return file;
}

/** @throws InputError `model-file` for anything but a safetensors file of float32 tensors */
export function decodeTensors(file: Uint8Array): TensorFile {
  const { header, data } = parseHeader(file);
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    tensors.set(name, readTensor(name, entry as HeaderEntry, data));
  }
  return { tensors, metadata: (header.__metadata__ ?? {}) as Record<string, string> };
}

function parseHeader(file: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (file.length < 8) throw damaged('it ends before its header');
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > file.length - 8) throw damaged('its header is longer than the file');
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
    if (typeof header === 'object' && header !== null)
      return { header: header as Record<string, unknown>, data: file.subarray(8 + length) };
  } catch {
    // told below
  }
  throw damaged('its header is not JSON');
}

function readTensor(name: string, entry: Partial<HeaderEntry>, data: Uint8Array): Tensor {
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== 'F32' || !Array.isArray(shape) || !Array.isArray(offsets))
    throw damaged(`tensor '${name}' is not a float32 tensor`);
  const [from, to] = offsets as readonly [number, number];
  const elements = (shape as readonly number[]).reduce((product, size) => product * size, 1);
  if (to - from !== elements * 4 || from < 0 || to > data.length)
    throw damaged(`the bytes of tensor '${name}' do not fit its shape`);
  return {
    shape: shape as readonly number[],
    values: new Float32Array(Uint8Array.from(data.subarray(from, to)).buffer),
  };
}

const damaged = (what: string) =>
  new InputError('model-file', `this is not a model file: ${what}`, {
    expected: 'a safetensors file written by train',
    mend: 'verify the store, or train again',
  });
