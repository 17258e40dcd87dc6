import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { internals } from 'jsroot/core';
import { ZSTDDecoder } from 'zstddec';

/** Blocks of at least this many bytes go to a thread of the pool; below, handing over costs more than it saves. */
export const threadedSize = 128 * 1024;

type Native = (frame: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;
const nativeZstd = (zlib as { zstdDecompress?: Parameters<typeof promisify>[0] }).zstdDecompress;
/** Node's own zstd (22.15 and later), off the main thread. */
const decompressNative = nativeZstd && (promisify(nativeZstd) as unknown as Native);

const decoder = new ZSTDDecoder();
let ready: Promise<void> | undefined;

/**
 * Loads the WebAssembly decoder, once per process, and lends it to jsroot: the one that jsroot would load takes 150 ms
 * and installs handlers of uncaught errors in the process.
 */
export function loadZstd(): Promise<void> {
  ready ??= decoder.init().then(() => {
    internals._ZstdStream ??= { decompress: (frame) => decoder.decode(frame) };
  });
  return ready;
}

/**
 * Decompresses one zstd frame of `length` bytes. For the small blocks of ROOT files WebAssembly is faster than
 * node:zlib, which makes a stream for each call, and it works on every version of Node.
 */
export async function decompressZstd(frame: Uint8Array, length: number): Promise<Uint8Array> {
  if (decompressNative !== undefined && length >= threadedSize)
    return decompressNative(frame, { maxOutputLength: length });
  await loadZstd();
  const content = decoder.decode(frame, length);
  if (content.length !== length) throw new Error('a zstd frame is damaged');
  return content;
}
