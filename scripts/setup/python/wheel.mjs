import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { damaged, readAt, readDirectory } from './zip-directory.mjs';

/** @import { FileHandle } from 'node:fs/promises' */
/** @import { ZipEntry } from './zip-directory.mjs' */

/**
 * An open wheel.
 * @typedef {object} Wheel
 * @property {readonly ZipEntry[]} entries
 * @property {(name: string, to: string, mode?: number) => Promise<void>} extract unpacks one file, making its folder
 * @property {(name: string) => Promise<string>} text one file's content
 * @property {() => Promise<void>} close
 */

const LOCAL = 0x04034b50;
const CHUNK = 1 << 20;

/**
 * Opens a wheel, which is a zip archive, for reading.
 *
 * @param {string} file
 * @returns {Promise<Wheel>}
 * @throws {Error} where it is not a complete zip archive
 */
export async function openWheel(file) {
  const handle = await open(file);
  try {
    const entries = await readDirectory(handle, file);
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    const entryOf = (/** @type {string} */ name) => {
      const entry = byName.get(name);
      if (entry === undefined) throw new Error(`${path.basename(file)} holds no ${name}`);
      return entry;
    };
    return {
      entries,
      close: () => handle.close(),
      async extract(name, to, mode = 0o644) {
        await mkdir(path.dirname(to), { recursive: true });
        await pipeline(
          ...(await unpacking(handle, entryOf(name), file)),
          createWriteStream(to, { mode, highWaterMark: CHUNK }),
        );
      },
      async text(name) {
        /** @type {Buffer[]} */
        const parts = [];
        const stages = await unpacking(handle, entryOf(name), file);
        await pipeline(...stages, async (/** @type {AsyncIterable<Buffer | string>} */ chunks) => {
          for await (const chunk of chunks) parts.push(Buffer.from(chunk));
        });
        return Buffer.concat(parts).toString('utf8');
      },
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Reads, inflates and checks one entry.
 * @param {FileHandle} handle
 * @param {ZipEntry} entry
 * @param {string} file
 * @returns {Promise<[NodeJS.ReadableStream, NodeJS.ReadWriteStream, NodeJS.ReadWriteStream]>}
 */
async function unpacking(handle, entry, file) {
  const header = await readAt(handle, entry.offset, 30, file);
  if (header.readUInt32LE(0) !== LOCAL) throw damaged(file);
  if (entry.method !== 0 && entry.method !== 8)
    throw new Error(`${file}: ${entry.name}: compression method ${entry.method}`);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const source =
    entry.packed === 0
      ? Readable.from([])
      : createReadStream(file, { start, end: start + entry.packed - 1, highWaterMark: CHUNK });
  const inflate = entry.method === 8 ? zlib.createInflateRaw({ chunkSize: CHUNK }) : passing();
  return [source, inflate, checking(entry, file)];
}

/**
 * @param {ZipEntry} entry
 * @param {string} file
 */
function checking(entry, file) {
  let crc = 0;
  let size = 0;
  return new Transform({
    transform(/** @type {Buffer} */ chunk, _encoding, done) {
      crc = zlib.crc32(chunk, crc);
      size += chunk.length;
      done(null, chunk);
    },
    flush(done) {
      done(crc === entry.crc && size === entry.size ? null : damaged(`${file}: ${entry.name}`));
    },
  });
}

const passing = () => new Transform({ transform: (chunk, _encoding, done) => done(null, chunk) });
