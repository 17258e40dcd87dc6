import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { InputError, type InputPlace } from '../../../schemas/index.ts';

/** The bytes of one file. Small files are held whole, so that each byte is read from disk once. */
export interface ByteSource {
  /** The file, and the sample if known, as errors name them. */
  readonly place: InputPlace;
  readonly size: number;
  /** A view of the file's bytes: never write to it. Throws InputError `truncated-file` where the file ends too early. */
  read(position: number, length: number): Promise<Buffer>;
  /** Of all bytes, in hexadecimal. */
  sha256(): Promise<string>;
  close(): Promise<void>;
}

/** Up to this size (bytes) a file is read at once. */
const wholeFileLimit = 64 * 1024 * 1024;

/**
 * Opens a file for reading; `place` is how errors name it (its path when absent). Throws InputError `missing-file`,
 * `unreadable-file` or `empty-file`.
 */
export async function openSource(
  path: string,
  place: InputPlace = { file: path },
  wholeUpTo = wholeFileLimit,
): Promise<ByteSource> {
  const handle = await open(path).catch((error: unknown) => {
    throw unreadable(place, error);
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw notReadable(place, 'it is not a file');
    if (found.size === 0) throw empty(place);
    if (found.size > wholeUpTo) return streamedSource(path, place, handle, found.size);
    const bytes = await readFully(handle, 0, Buffer.allocUnsafeSlow(found.size));
    await handle.close();
    return wholeSource(place, bytes);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function wholeSource(place: InputPlace, bytes: Buffer): ByteSource {
  return {
    place,
    size: bytes.length,
    // eslint-disable-next-line @typescript-eslint/require-await -- the check's exception becomes a rejection
    read: async (position, length) => {
      checkExtent(place, bytes.length, position, length);
      return bytes.subarray(position, position + length);
    },
    sha256: () => Promise.resolve(createHash('sha256').update(bytes).digest('hex')),
    close: () => Promise.resolve(),
  };
}

function streamedSource(path: string, place: InputPlace, handle: FileHandle, size: number): ByteSource {
  return {
    place,
    size,
    read: async (position, length) => {
      checkExtent(place, size, position, length);
      const bytes = await readFully(handle, position, Buffer.allocUnsafeSlow(length));
      checkExtent(place, position + bytes.length, position, length);
      return bytes;
    },
    sha256: async () => {
      const hash = createHash('sha256');
      for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
      return hash.digest('hex');
    },
    close: () => handle.close(),
  };
}

/** Fills `bytes` from `position` on; shorter where the file ends. */
async function readFully(handle: FileHandle, position: number, bytes: Buffer): Promise<Buffer> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function checkExtent(place: InputPlace, size: number, position: number, length: number): void {
  if (position >= 0 && length >= 0 && position + length <= size) return;
  throw truncated(place, `bytes ${position} to ${position + length} are needed and the file has ${size}`);
}

/** The file ends before what its own header or index says. */
export function truncated(place: InputPlace, message: string): InputError {
  return new InputError('truncated-file', message, {
    place,
    expected: 'a complete file',
    mend: 'copy the file again from its source, or remove the sample from the catalogue',
  });
}

/** Lets errors of the machine (too many open files, input/output) through as they are: they may pass. */
function unreadable(place: InputPlace, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new InputError('missing-file', 'there is no such file', {
      place,
      mend: 'put the file there, or correct `file` in the sample catalogue',
    });
  return code === 'EACCES' || code === 'EPERM' ? notReadable(place, 'this user may not read it') : cause;
}

const empty = (place: InputPlace): InputError =>
  new InputError('empty-file', 'the file has no bytes', {
    place,
    expected: 'a file with events',
    mend: 'copy or produce the file again; the transfer that made it probably failed',
  });

const notReadable = (place: InputPlace, why: string): InputError =>
  new InputError('unreadable-file', why, {
    place,
    expected: 'a file that this user may read',
    mend: 'correct its permissions or its path',
  });
