/**
 * Writes the protocol buffer wire format (https://protobuf.dev/programming-guides/encoding/): just what a TensorFlow
 * `SavedModel` message needs. A message is a list of fields; a field is its encoded bytes.
 */
export type Field = readonly Uint8Array[];

const encoder = new TextEncoder();

/** Unsigned base-128 number; negative numbers are written as 64-bit two's complement, as protobuf asks. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 128);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}

const tag = (number: number, wireType: 0 | 2 | 5): Uint8Array => varint(number * 8 + wireType);

export function bytesField(number: number, bytes: Uint8Array): Field {
  return [tag(number, 2), varint(bytes.length), bytes];
}

export function stringField(number: number, text: string): Field {
  return bytesField(number, encoder.encode(text));
}

export function integerField(number: number, value: number): Field {
  return [tag(number, 0), varint(value)];
}

export function floatField(number: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [tag(number, 5), bytes];
}

/** A nested message as a field. */
export function messageField(number: number, fields: readonly Field[]): Field {
  return bytesField(number, message(fields));
}

export function message(fields: readonly Field[]): Uint8Array {
  const parts = fields.flat();
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
  return bytes;
}
