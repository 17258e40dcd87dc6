/** A column of text. Columns are given up, the highest `rank` first, when a table is wider than the terminal. */
export interface TextColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly align?: 'left' | 'right';
  /** How easily it can be spared; absent: never. */
  readonly rank?: number;
}

export interface TextTableOptions<Row> {
  /** Columns of the terminal. */
  readonly width: number;
  /** Rows for which this holds are set off by an empty line. */
  readonly startsBlock?: (row: Row, before: Row) => boolean;
}

const gap = '  ';

/** Aligned columns with a rule below their titles; numbers to the right. What had to be left out for width is said below. */
export function renderTable<Row>(
  columns: readonly TextColumn<Row>[],
  rows: readonly Row[],
  { width, startsBlock }: TextTableOptions<Row>,
): string {
  const cells = columns.map((column) => rows.map(column.cell));
  const widths = columns.map((column, index) => Math.max(column.title.length, ...(cells[index] ?? []).map(lengthOf)));
  const kept = fitting(columns, widths, width);
  const line = (textOf: (index: number) => string): string =>
    kept
      .map((index) => {
        const right = columns[index]?.align !== 'left';
        const text = textOf(index);
        return right ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
      })
      .join(gap)
      .trimEnd();
  const lines = [line((index) => columns[index]?.title ?? ''), line((index) => '─'.repeat(widths[index] ?? 0))];
  rows.forEach((row, place) => {
    const before = rows[place - 1];
    if (before !== undefined && startsBlock?.(row, before) === true) lines.push('');
    lines.push(line((index) => cells[index]?.[place] ?? ''));
  });
  const dropped = columns.filter((_, index) => !kept.includes(index)).map(({ title }) => title);
  if (dropped.length > 0) lines.push(wrapText(`(no room for: ${dropped.join(', ')})`, width));
  return lines.join('\n');
}

/** Breaks text between words so that no line is longer than `width`, as far as its words allow. */
export function wrapText(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

const lengthOf = (text: string): number => text.length;

/** Indices of the columns that stay. */
function fitting<Row>(
  columns: readonly TextColumn<Row>[],
  widths: readonly number[],
  width: number,
): readonly number[] {
  let kept = [...columns.keys()];
  const total = (): number =>
    kept.reduce((sum, index) => sum + (widths[index] ?? 0), 0) + gap.length * Math.max(0, kept.length - 1);
  while (total() > width) {
    const ranks = kept.map((index) => columns[index]?.rank ?? 0);
    const highest = Math.max(...ranks);
    if (highest === 0) break;
    const last = kept[ranks.lastIndexOf(highest)];
    kept = kept.filter((index) => index !== last);
  }
  return kept;
}
