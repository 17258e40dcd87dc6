/** How a column of a table is set. */
export interface ColumnLayout {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Rows of text as aligned columns under their titles; lines are cut at `width` characters. */
export function alignedTable(
  layout: readonly ColumnLayout[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const widths = layout.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    layout
      .map(({ align }, index) => {
        const cell = cells[index] ?? '';
        return align === 'right' ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
      })
      .join('  ')
      .trimEnd();
  const lines = [
    line(layout.map(({ title }) => title)),
    widths.map((columnWidth) => '─'.repeat(columnWidth)).join('  '),
    ...rows.map(line),
  ];
  return lines.map((text) => (text.length > width ? `${text.slice(0, Math.max(1, width - 1))}…` : text)).join('\n');
}
