import { InputError, type InputPlace } from '../../schemas/index.ts';
import { cellText, findCells } from '../delimited/cells.ts';
import type { Line } from '../delimited/lines.ts';

/** The names in a header line. A byte order mark and a `#` before the first are no part of it. */
export function headerNames(line: Line, separator: number): readonly string[] {
  const room = new Int32Array(line.end - line.start + 1);
  const ends = new Int32Array(room.length);
  const count = findCells(line, separator, room, ends);
  const names = Array.from({ length: count }, (_, cell) =>
    cellText(line.bytes, room[cell] as number, ends[cell] as number),
  );
  const [first = '', ...others] = names;
  return [first.replace(/^\uFEFF?#?\s*/, ''), ...others];
}

/**
 * Which cell of a line each wanted column is.
 * @throws InputError `missing-column`, `duplicate-column`, `no-header`
 */
export function cellsOf(names: readonly string[], wanted: readonly string[], place: InputPlace): Int32Array {
  return Int32Array.from(wanted, (name) => {
    const cell = names.indexOf(name);
    if (cell < 0)
      throw new InputError('missing-column', `there is no column '${name}'`, {
        place: { ...place, line: 1 },
        expected: `one of ${names.join(', ')}`,
        mend: names.every((text) => Number.isFinite(Number(text)))
          ? 'the first line holds numbers: name the columns with `header: [...]`'
          : 'correct the name, or take another file',
      });
    if (names.includes(name, cell + 1))
      throw new InputError('duplicate-column', `two columns are called '${name}'`, {
        place: { ...place, line: 1 },
        mend: 'name the columns yourself with `header: [...]`',
      });
    return cell;
  });
}
