import { InputError, type Column, type ColumnType, type InputPlace, type Table } from '../../schemas/index.ts';
import { cellText, findCells } from '../delimited/cells.ts';
import { growingColumn, growingNumbers, type GrowingColumn } from '../delimited/growing.ts';
import { readLines, type Line } from '../delimited/lines.ts';
import { parseNumber } from '../delimited/numbers.ts';
import { wantedColumns } from '../tabular/params.ts';
import { cellsOf, headerNames } from './header.ts';
import type { IngestCsvParams } from './params.ts';

interface Reading {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: GrowingColumn;
  readonly valid: ReturnType<typeof growingNumbers<Uint8Array>>;
}

/**
 * The wanted columns of a CSV file, one row a line.
 * @throws InputError `no-header`, `ragged-line`, `empty-cell`, `not-a-number`, `integer-range` with line and column, and those of
 * the lines and the header
 */
export async function readCsv(
  path: string,
  params: IngestCsvParams,
  place: InputPlace,
  signal: AbortSignal,
): Promise<Table> {
  const separator = params.separator.charCodeAt(0);
  const wanted = wantedColumns(params);
  const missing = new Set(params.missing);
  const columns = wanted.map(([name]): Reading => {
    const type = params.types[name] ?? 'float64';
    return { name, type, values: growingColumn(type), valid: growingNumbers((length) => new Uint8Array(length)) };
  });
  let names = params.header;
  let cells = names === undefined ? undefined : locate(names, wanted, place);
  let starts = new Int32Array(names?.length ?? 0);
  let ends = new Int32Array(starts.length);

  await readLines(path, place, signal, (line) => {
    if (names === undefined || cells === undefined) {
      names = [...headerNames(line, separator)];
      cells = locate(names, wanted, place);
      starts = new Int32Array(names.length);
      ends = new Int32Array(names.length);
      return;
    }
    const count = findCells(line, separator, starts, ends);
    if (count !== names.length) throw raggedLine(line, count, names.length, place);
    for (let index = 0; index < columns.length; index++) {
      const cell = cells[index] as number;
      takeCell(columns[index] as Reading, line, starts[cell] as number, ends[cell] as number, missing, place);
    }
  });
  if (names === undefined)
    throw new InputError('no-header', 'the file has no lines', {
      place,
      expected: 'a line with the names of the columns, and one line an event',
    });
  return {
    rows: columns[0]?.valid.length() ?? 0,
    columns: new Map(columns.map((column) => [column.name, finished(column)])),
  };
}

const locate = (
  names: readonly string[],
  wanted: readonly (readonly [string, string])[],
  place: InputPlace,
): Int32Array =>
  cellsOf(
    names,
    wanted.map(([, inFile]) => inFile),
    place,
  );

function finished({ values, valid }: Reading): Column {
  const mask = valid.values();
  return mask.includes(0) ? { values: values.values(), valid: mask } : { values: values.values() };
}

const EMPTY = { number: 0, string: '' } as const;

function takeCell(
  { name, type, values, valid }: Reading,
  line: Line,
  start: number,
  end: number,
  missing: ReadonlySet<string>,
  place: InputPlace,
): void {
  const { bytes } = line;
  if (missing.size > 0 && missing.has(cellText(bytes, start, end))) {
    values.push(type === 'string' ? EMPTY.string : EMPTY.number);
    valid.push(0);
    return;
  }
  valid.push(1);
  if (type === 'string') {
    values.push(cellText(bytes, start, end));
    return;
  }
  const number = parseNumber(bytes, start, end);
  const at = (): InputPlace => ({ ...place, line: line.number, column: start - line.start + 1, branch: name });
  if (number === undefined) throw notANumber(cellText(bytes, start, end), at());
  if (type !== 'float64' && type !== 'float32') requireWhole(number, type, at);
  values.push(number);
}

const ranges = { int8: 2 ** 7, int32: 2 ** 31, int64: 2 ** 53 } as const;

function requireWhole(value: number, type: keyof typeof ranges, at: () => InputPlace): void {
  const range = ranges[type];
  if (Number.isInteger(value) && value >= -range && value < range) return;
  throw new InputError('integer-range', `the value ${value} is no ${type}`, {
    place: at(),
    expected: `a whole number from ${-range} to ${range - 1}`,
    mend: 'choose another type for the column under `types:`',
  });
}

function notANumber(text: string, place: InputPlace): InputError {
  if (text === '')
    return new InputError('empty-cell', 'the cell is empty', {
      place,
      expected: 'a number',
      mend: "if that means a missing value, say so with `missing: ['']`",
    });
  return new InputError('not-a-number', `'${text.slice(0, 40)}' is no number`, {
    place,
    expected: 'a number such as 12.5 or 1.25e+01',
    mend: 'correct the file, name the text under `missing:` if it means a missing value, or store the column as `string`',
  });
}

function raggedLine(line: Line, found: number, expected: number, place: InputPlace): InputError {
  return new InputError('ragged-line', `the line has ${found} cells`, {
    place: { ...place, line: line.number },
    expected: `${expected}, as many as there are names of columns`,
    mend:
      found < expected
        ? 'the file may have been cut off here: copy it again from its source'
        : 'check the separator, and that no text holds it',
  });
}
