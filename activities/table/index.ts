import { z } from 'zod';
import { formatCount, formatMeasured, formatNearOne, formatNumber } from '../../report/style/numbers.ts';
import { defineTask, json } from '../../schemas/index.ts';
import { documentsSchema, type TableDocument } from '../../schemas/results/index.ts';
import { labelsParam } from '../rows/figure-params.ts';
import type { Row } from '../rows/flatten.ts';
import { noRows } from '../rows/no-rows.ts';
import { documentParams, rowsParams } from '../rows/params.ts';
import { distinct, numberOf, present, readRows, rowsInputs, textOf } from '../rows/read.ts';

const shown = {
  format: z
    .enum(['number', 'near-one', 'count', 'percent', 'text', 'range'])
    .default('number')
    .describe(
      'near-one: areas under a ROC, efficiencies; range: value with upper and lower error from `low` and `high`',
    ),
  digits: z.int().min(1).max(12).default(3).describe('significant digits of a number'),
  error: z.string().optional().describe('column with the error: 3.2 ± 0.4'),
  low: z.string().optional().describe('column with the lower end, of format range'),
  high: z.string().optional(),
};

const column = z.strictObject({
  column: z.string().min(1),
  title: z.string().optional().describe('in the markup of labels; the column when absent'),
  group: z.string().optional().describe('a heading over columns side by side'),
  ...shown,
});
type TableColumn = z.infer<typeof column>;

const params = z
  .strictObject({
    ...documentParams,
    ...rowsParams,
    columns: z.array(column).default([]),
    pivot: z
      .strictObject({
        row: z.string().describe('column with the names of the rows'),
        column: z.string().describe('column whose values are a column each'),
        value: z.string(),
        row_title: z.string().default(''),
        rows_order: z.array(z.string()).optional(),
        columns_order: z.array(z.string()).optional(),
        columns_labels: z
          .record(z.string(), z.string())
          .optional()
          .describe('how the columns are called; as `labels` has them when absent'),
        group: z.string().optional().describe('column whose values are headings over the columns'),
        ...shown,
      })
      .optional()
      .describe('instead of `columns`: a table of one value by two others'),
    sort: z.array(z.string()).default([]).describe('columns to sort by; a leading - for the largest first'),
    first: z.int().positive().optional().describe('only so many rows, after sorting'),
    labels: labelsParam,
  })
  .refine(({ columns, pivot }) => columns.length > 0 !== (pivot !== undefined), {
    error: 'either `columns` or `pivot`',
  });
type Params = z.infer<typeof params>;
type Cell = TableDocument['rows'][number][number];

/** A table of any result: chosen columns, or one value by two others. */
export const tableKind = defineTask({
  kind: 'table',
  version: 1,
  queue: 'io',
  summary: 'Lays out results as a table.',
  params,
  inputs: rowsInputs,
  outputs: { documents: json(documentsSchema) },
  async run({ params: asked, inputs, outputs }) {
    const rows = sorted(await readRows(inputs, asked), asked.sort).slice(0, asked.first);
    if (rows.length === 0) throw noRows(asked.name);
    const { name, title, caption } = asked;
    const laidOut = asked.pivot === undefined ? plainTable(asked, rows) : pivotTable(asked, asked.pivot, rows);
    await outputs.documents.write([{ kind: 'table', name, title, caption, ...laidOut }]);
  },
});

function plainTable({ columns, labels }: Params, rows: readonly Row[]): Pick<TableDocument, 'columns' | 'rows'> {
  return {
    columns: columns.map((one) => ({
      title: one.title ?? one.column,
      text: rows.every((row) => typeof present(row, one.column) === 'string') || one.format === 'text',
      group: one.group ?? null,
    })),
    rows: rows.map((row) => columns.map((one) => cellOf(row, one, labels))),
  };
}

function pivotTable(
  { labels }: Params,
  pivot: NonNullable<Params['pivot']>,
  rows: readonly Row[],
): Pick<TableDocument, 'columns' | 'rows'> {
  const rowNames = pivot.rows_order ?? distinct(rows, pivot.row);
  const columnNames = pivot.columns_order ?? distinct(rows, pivot.column);
  const { group, columns_labels: columnLabels = labels } = pivot;
  const groupOf = (name: string): string | null => {
    const found = group === undefined ? undefined : rows.find((row) => textOf(row, pivot.column) === name);
    return found === undefined ? null : textOf(found, group ?? '');
  };
  return {
    columns: [
      { title: pivot.row_title, text: true, group: null },
      ...columnNames.map((name) => ({ title: columnLabels[name] ?? name, text: false, group: groupOf(name) })),
    ],
    rows: rowNames.map((name) => [
      { text: labels[name] ?? name, value: name },
      ...columnNames.map((other) => {
        const found = rows.find((row) => textOf(row, pivot.row) === name && textOf(row, pivot.column) === other);
        return found === undefined
          ? { text: '–', value: null }
          : cellOf(found, { ...pivot, column: pivot.value }, labels);
      }),
    ]),
  };
}

function cellOf(row: Row, shownAs: TableColumn, labels: Readonly<Record<string, string>>): Cell {
  const value = present(row, shownAs.column);
  if (shownAs.format === 'text' || typeof value === 'string')
    return { text: value === null ? '–' : (labels[String(value)] ?? String(value)), value };
  const number = numberOf(row, shownAs.column);
  return { text: format(number, row, shownAs), value: number };
}

function format(value: number | null, row: Row, { format: form, digits, error, low, high }: TableColumn): string {
  if (value === null) return '–';
  if (error !== undefined) return formatMeasured(value, numberOf(row, error));
  switch (form) {
    case 'near-one':
      return formatNearOne(value);
    case 'count':
      return formatCount(value);
    case 'percent':
      return `${formatNumber(100 * value, digits)} %`;
    case 'range': {
      const [down, up] = [low, high].map((end) => (end === undefined ? null : numberOf(row, end)));
      if (down === null && up === null) return formatNumber(value, digits);
      const difference = (end: number | null | undefined): string =>
        end === null || end === undefined ? '' : formatNumber(Math.abs(end - value), 2);
      return `${formatNumber(value, digits)}^{+${difference(up)}}_{−${difference(down)}}`;
    }
    default:
      return formatNumber(value, digits);
  }
}

function sorted(rows: readonly Row[], by: readonly string[]): readonly Row[] {
  const compare = (a: Row, b: Row): number => {
    for (const key of by) {
      const name = key.replace(/^-/, '');
      const [x, y] = [present(a, name), present(b, name)];
      const order =
        typeof x === 'number' && typeof y === 'number'
          ? x - y
          : x === null || y === null
            ? Number(x === null) - Number(y === null)
            : String(x) < String(y)
              ? -1
              : Number(String(x) > String(y));
      if (order !== 0) return key.startsWith('-') ? -order : order;
    }
    return 0;
  };
  return by.length === 0 ? rows : [...rows].sort(compare);
}
