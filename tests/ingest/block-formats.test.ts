import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { decompressLz4 } from '../../activities/ingest/root/lz4.ts';
import { xxh64 } from '../../activities/ingest/root/xxh64.ts';

describe('xxh64', () => {
  // Digests by Python's xxhash 4.1, which wraps the reference implementation.
  it.each([
    ['', 'ef46db3751d8e999'],
    ['a', 'd24ec4f1a98c6e5b'],
    ['abc', '44bc2cf5ad770999'],
    ['abcdefghijklmnopqrstuvwxyz0123456789', '64f23ecf1609b766'],
    ['Nobody inspects the spammish repetition', 'fbcea83c8a378bf1'],
    ['x'.repeat(1000), '4cb9a3b69cb700e1'],
  ])('of %j is the reference digest', (text, digest) => {
    const words = xxh64(Buffer.from(text));
    expect(words.map((word) => word.toString(16).padStart(8, '0')).join('')).toBe(digest);
  });
});

describe('decompressLz4', () => {
  it('gives back what was compressed', () => {
    // Few different bytes and repeated pieces, so that matches of all kinds occur, also overlapping and long ones.
    const pieces = fc.array(fc.tuple(fc.uint8Array({ max: 3, maxLength: 30 }), fc.integer({ min: 1, max: 40 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(pieces, (parts) => {
        const bytes = Uint8Array.from(
          parts.flatMap(([piece, times]) => Array.from({ length: times }, () => [...piece]).flat()),
        );
        const output = new Uint8Array(bytes.length);
        expect(decompressLz4(compressLz4(bytes), output)).toBe(bytes.length);
        expect(output).toEqual(bytes);
      }),
    );
  });

  it('throws a RangeError, or fills no more than the output, whatever the input', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 0, max: 100 }), (bytes, length) => {
        try {
          expect(decompressLz4(bytes, new Uint8Array(length))).toBeLessThanOrEqual(length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

/** The simplest compressor of the LZ4 block format: at each position the longest match within 64 bytes. */
function compressLz4(bytes: Uint8Array): Uint8Array {
  const output: number[] = [];
  const rest = (length: number): number[] =>
    length < 15 ? [] : [...Array<number>(Math.floor((length - 15) / 255)).fill(255), (length - 15) % 255];
  let literals: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    let best = { length: 0, offset: 0 };
    for (let offset = 1; offset <= Math.min(at, 64); offset++) {
      let length = 0;
      // The last five bytes of a block are literals.
      while (at + length < bytes.length - 5 && bytes[at + length] === bytes[at + length - offset]) length++;
      if (length > best.length) best = { length, offset };
    }
    if (best.length < 4) {
      literals.push(bytes[at++] as number);
      continue;
    }
    const token = (Math.min(literals.length, 15) << 4) | Math.min(best.length - 4, 15);
    output.push(
      token,
      ...rest(literals.length),
      ...literals,
      best.offset & 255,
      best.offset >> 8,
      ...rest(best.length - 4),
    );
    literals = [];
    at += best.length;
  }
  return Uint8Array.from([...output, Math.min(literals.length, 15) << 4, ...rest(literals.length), ...literals]);
}
