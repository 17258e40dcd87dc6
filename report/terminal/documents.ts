import type { TableDocument } from '../../schemas/results/index.ts';
import { labelToText } from '../style/markup.ts';
import { renderTable, wrapText } from './table.ts';

/** Tables of a report as text. */
export function renderDocumentTables(tables: readonly TableDocument[], width: number): string {
  return tables
    .map(({ title, name, caption, columns, rows }) =>
      [
        title === '' ? name : labelToText(title),
        '',
        renderTable(
          columns.map((column, index) => ({
            title: labelToText([column.group ?? '', column.title].filter((part) => part !== '').join(' ')),
            align: column.text ? ('left' as const) : ('right' as const),
            cell: (row: TableDocument['rows'][number]) => labelToText(row[index]?.text ?? ''),
            ...(index === 0 ? {} : { rank: index }),
          })),
          rows,
          { width },
        ),
        ...(caption === '' ? [] : ['', wrapText(labelToText(caption), width)]),
      ].join('\n'),
    )
    .join('\n\n');
}
