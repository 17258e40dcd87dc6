import { html, label, type Content, type Html } from './html.ts';

/** A column of a table; numbers are right-aligned with numerals of equal width. */
export interface Column<Row> {
  /** In markup. */
  readonly title: string;
  readonly cell: (row: Row) => Content;
  readonly text?: boolean;
  /** Columns side by side with the same group stand under one heading. */
  readonly group?: string;
}

export interface TableOptions<Row> {
  readonly caption?: Content;
  /** Rows for which this holds begin a new block. */
  readonly startsBlock?: (row: Row, before: Row | undefined) => boolean;
  readonly emphasised?: (row: Row) => boolean;
}

/** A table that scrolls sideways by itself where the page is narrow. */
export function dataTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { caption, startsBlock, emphasised }: TableOptions<Row> = {},
): Html {
  const align = (column: Column<Row>): Html | null => (column.text === true ? html` class="text"` : null);
  const rowClass = (row: Row, index: number): Html | null => {
    const names = [
      startsBlock !== undefined && index > 0 && startsBlock(row, rows[index - 1]) ? 'block' : '',
      emphasised?.(row) === true ? 'total' : '',
    ].filter((name) => name !== '');
    return names.length === 0 ? null : html` class="${names.join(' ')}"`;
  };
  return html`<div class="table">
    <table>
      ${
        caption === undefined
          ? null
          : html`<caption>
              ${caption}
            </caption>`
      }
      <thead>
        ${groupRow(columns)}
        <tr>
          ${columns.map((column) => html`<th scope="col" ${align(column)}>${label(column.title)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, index) =>
            html`<tr${rowClass(row, index)}>${columns.map((column, place) =>
              place === 0
                ? html`<th scope="row" ${align(column)}>${column.cell(row)}</th>`
                : html`<td${align(column)}>${column.cell(row)}</td>`,
            )}</tr>
`,
        )}
      </tbody>
    </table>
  </div>`;
}

function groupRow<Row>(columns: readonly Column<Row>[]): Html | null {
  if (columns.every((column) => column.group === undefined)) return null;
  const groups: { title: string | undefined; span: number }[] = [];
  for (const { group } of columns) {
    const last = groups.at(-1);
    if (last !== undefined && last.title === group) last.span++;
    else groups.push({ title: group, span: 1 });
  }
  return html`<tr class="groups">
    ${groups.map(({ title, span }) =>
      title === undefined
        ? html`<td colspan="${span}"></td>`
        : html`<th scope="colgroup" colspan="${span}">${label(title)}</th>`,
    )}
  </tr>`;
}
