import type { Line } from './lines.ts';

const QUOTE = 34;

/**
 * Where the cells of a line begin and end, written into `starts` and `ends` as far as they have room. A cell in double quotes may
 * hold the separator; its quotes are part of it. Gives the number of cells.
 */
export function findCells(line: Line, separator: number, starts: Int32Array, ends: Int32Array): number {
  const { bytes, start, end } = line;
  let count = 0;
  let from = start;
  let quoted = false;
  for (let at = start; at <= end; at++) {
    const code = bytes[at];
    if (at < end && code === QUOTE) quoted = !quoted;
    if (at < end && (quoted || code !== separator)) continue;
    if (count < starts.length) {
      starts[count] = from;
      ends[count] = at;
    }
    count++;
    from = at + 1;
  }
  return count;
}

/** The text of a cell without spaces around it, and without quotes where it is quoted. */
export function cellText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end).trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}
