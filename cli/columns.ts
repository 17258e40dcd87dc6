/** Rows of text as aligned columns; a column whose cells all look like numbers is aligned right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const body = rows.slice(1);
  const layout = Array.from({ length: count }, (_, index) => ({
    width: Math.max(...rows.map((row) => row[index]?.length ?? 0)),
    right: body.length > 0 && body.every((row) => /^[-+]?[\d.,]+( \w+)?$/.test(row[index] ?? '')),
  }));
  return rows
    .map((row) =>
      layout
        .map(({ width, right }, index) =>
          right ? (row[index] ?? '').padStart(width) : (row[index] ?? '').padEnd(width),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
