import { promisify } from 'node:util';
import { inflate, inflateRawSync, inflateSync } from 'node:zlib';
import { decompressLz4 } from './lz4.ts';
import { xxh64 } from './xxh64.ts';
import { decompressZstd, threadedSize } from './zstd.ts';

const inflateThreaded = promisify(inflate);
/** Two letters of the algorithm, its method or version, compressed and uncompressed length (3 bytes each, little-endian). */
const headerBytes = 9;

/**
 * Decompresses a sequence of ROOT blocks (`ZL`, `ZS`, `L4`, `XZ`, `CS`) of `length` bytes in all. The result is fresh
 * memory. Checksums are verified where the format has them: Adler-32 of zlib, xxHash64 of LZ4, CRC of xz, a frame's own
 * of zstd.
 * Throws a plain Error that says what is wrong.
 */
export async function decompressBlocks(blocks: Buffer, length: number): Promise<Buffer> {
  let output: Buffer | undefined;
  let position = 0;
  let written = 0;
  while (written < length) {
    if (position + headerBytes > blocks.length)
      throw new Error(`the compressed blocks give ${written} of ${length} bytes`);
    const compressed = blocks.readUIntLE(position + 3, 3);
    const expected = blocks.readUIntLE(position + 6, 3);
    const end = position + headerBytes + compressed;
    if (end > blocks.length) throw new Error('a compressed block reaches past the end of the basket');
    if (written + expected > length) throw new Error(`the compressed blocks give more than ${length} bytes`);
    const content = await decompressBlock(blocks.subarray(position, end), expected);
    if (content.length !== expected)
      throw new Error(`a block gives ${content.length} bytes instead of the ${expected} it promises`);
    if (expected === length) return content;
    output ??= Buffer.allocUnsafeSlow(length);
    output.set(content, written);
    written += expected;
    position = end;
  }
  return output ?? Buffer.alloc(0);
}

async function decompressBlock(block: Buffer, length: number): Promise<Buffer> {
  const algorithm = block.toString('latin1', 0, 2);
  const data = block.subarray(headerBytes);
  switch (algorithm) {
    case 'ZS':
      return asBuffer(await decompressZstd(data, length));
    case 'ZL':
      return length < threadedSize
        ? inflateSync(data, { chunkSize: Math.max(length, 64), maxOutputLength: length })
        : inflateThreaded(data, { chunkSize: length, maxOutputLength: length });
    case 'L4':
      return decompressLz4Block(data, length);
    case 'XZ':
      return decompressXz(data);
    case 'CS':
      return inflateRawSync(data, { maxOutputLength: length });
    default:
      throw new Error(`no compression of ROOT is called ${JSON.stringify(algorithm)}`);
  }
}

function decompressLz4Block(data: Buffer, length: number): Buffer {
  if (data.length < 8) throw new Error('an LZ4 block without its checksum');
  const [high, low] = xxh64(data.subarray(8));
  if (high !== data.readUInt32BE(0) || low !== data.readUInt32BE(4))
    throw new Error('the checksum of an LZ4 block does not match');
  const output = Buffer.allocUnsafeSlow(length);
  return output.subarray(0, decompressLz4(data.subarray(8), output));
}

/** Native and in a thread; loaded when first needed, since few files use LZMA. */
async function decompressXz(data: Buffer): Promise<Buffer> {
  const { decompress } = await import('@napi-rs/lzma/xz');
  return decompress(data);
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
