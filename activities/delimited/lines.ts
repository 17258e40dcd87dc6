import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError, type InputPlace } from '../../schemas/index.ts';

/** One line of a text file: `bytes[start]` up to, but not including, `bytes[end]`; no line break. Valid during the call only. */
export interface Line {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly number: number;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const pieceBytes = 1 << 20;

/**
 * Hands the lines of a text file to `take`, one after the other; a file that is compressed with gzip (told by its first two
 * bytes, whatever its name) is inflated on the way. Lines without any character are passed over at the end of the file only.
 * @throws InputError `truncated-file`, `damaged-file`, `empty-line`, and whatever `take` throws
 */
export async function readLines(
  path: string,
  place: InputPlace,
  signal: AbortSignal,
  take: (line: Line) => void,
): Promise<void> {
  let number = 0;
  let emptyLine = 0;
  let carried: Buffer = Buffer.alloc(0);
  const handLine = (bytes: Buffer, start: number, lineEnd: number): void => {
    const end = lineEnd > start && bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
    number++;
    if (end === start) emptyLine ||= number;
    else if (emptyLine > 0) throw emptyError(place, emptyLine);
    else take({ bytes, start, end, number });
  };
  try {
    for await (const piece of await openText(path)) {
      signal.throwIfAborted();
      const bytes = carried.length === 0 ? (piece as Buffer) : Buffer.concat([carried, piece as Buffer]);
      let start = 0;
      for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
        handLine(bytes, start, end);
        start = end + 1;
      }
      carried = bytes.subarray(start);
    }
  } catch (error) {
    throw inflationError(error, place, number) ?? error;
  }
  if (carried.length > 0) handLine(carried, 0, carried.length);
}

async function openText(path: string): Promise<Readable> {
  const handle = await open(path);
  const magic = Buffer.alloc(2);
  await handle.read(magic, 0, 2, 0);
  await handle.close();
  const file = createReadStream(path, { highWaterMark: pieceBytes });
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) return file;
  // An error of either stream ends the other and is thrown where the lines are read.
  return pipeline(file, createGunzip({ chunkSize: pieceBytes }), () => undefined);
}

function inflationError(error: unknown, place: InputPlace, lines: number): InputError | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR')
    return new InputError(
      'truncated-file',
      `the compressed file ends after ${lines} lines, in the middle of its data`,
      {
        place,
        expected: 'a complete file',
        mend: 'copy the file again from its source, or remove the sample from the catalogue',
      },
    );
  if (code === 'Z_DATA_ERROR')
    return new InputError('damaged-file', `the compressed data is damaged after line ${lines}`, {
      place,
      mend: 'copy the file again from its source',
    });
  return undefined;
}

const emptyError = (place: InputPlace, line: number): InputError =>
  new InputError('empty-line', 'this line is empty and others follow', {
    place: { ...place, line },
    expected: 'one event a line',
    mend: 'remove the line, or produce the file again',
  });
