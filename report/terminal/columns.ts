/** How a column of a table is set. */
export interface ColumnLayout {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Left out first where the lines are too long; columns without it always stay. */
  readonly dropAt?: number;
}

/**
 * Rows of text as aligned columns under their titles. Where `width` is too small, columns with the lowest `dropAt` go first;
 * what is still too long is cut.
 */
export function alignedTable(
  layout: readonly ColumnLayout[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const widths = layout.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const shown = new Set(layout.keys());
  const total = (): number => [...shown].reduce((sum, index) => sum + (widths[index] ?? 0) + 2, -2);
  const droppable = [...layout.entries()]
    .filter(([, { dropAt }]) => dropAt !== undefined)
    .sort(([, a], [, b]) => (a.dropAt ?? 0) - (b.dropAt ?? 0));
  for (const [index] of droppable) if (total() > width) shown.delete(index);
  const line = (cells: readonly string[]): string =>
    [...shown]
      .map((index) => {
        const cell = cells[index] ?? '';
        return layout[index]?.align === 'right' ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
      })
      .join('  ')
      .trimEnd();
  const lines = [
    line(layout.map(({ title }) => title)),
    line(widths.map((columnWidth) => '─'.repeat(columnWidth))),
    ...rows.map(line),
  ];
  return lines.map((text) => (text.length > width ? `${text.slice(0, Math.max(1, width - 1))}…` : text)).join('\n');
}
