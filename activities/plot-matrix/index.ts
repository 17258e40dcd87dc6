import { z } from 'zod';
import { matrixFigure } from '../../report/figures/generic/index.ts';
import { renderSvg } from '../../report/figures/render.ts';
import { defineTask, InputError, json } from '../../schemas/index.ts';
import { documentsSchema, type ReportDocument } from '../../schemas/results/index.ts';
import { headerOf, headerParams, figureNames, labelsParam } from '../rows/figure-params.ts';
import { noRows } from '../rows/no-rows.ts';
import { documentParams, rowsParams } from '../rows/params.ts';
import type { Row } from '../rows/flatten.ts';
import { distinct, numberOf, readRows, rowsInputs, textOf } from '../rows/read.ts';

const params = z.strictObject({
  ...documentParams,
  ...rowsParams,
  ...headerParams,
  row: z.string().describe('column with the names of the rows'),
  column: z.string().describe('column with the names of the columns'),
  value: z.string().describe('column with what is shown'),
  each: z.string().optional().describe('column whose values get a figure each'),
  row_title: z.string().default(''),
  column_title: z.string().default(''),
  value_title: z.string().default('').describe('beside the scale of colours, where there is one'),
  rows_order: z.array(z.string()).optional().describe('rows from the top; as they come when absent'),
  columns_order: z.array(z.string()).optional(),
  labels: labelsParam,
  text: z.string().optional().describe('column with the text of a cell; the value when absent'),
  several: z.enum(['error', 'mean', 'min', 'max']).default('error').describe('where several rows are of one cell'),
  colours: z.enum(['diverging', 'rising', 'falling']).default('rising'),
  centre: z.number().default(0).describe('of diverging colours'),
  logarithmic: z.boolean().default(false),
  digits: z.int().min(1).max(6).default(2),
  numbers: z.boolean().default(true).describe('false: small cells without numbers, and a scale of colours beside them'),
  limits: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe('values of the palest and darkest colour; what lies outside has the last one'),
});
type Params = z.infer<typeof params>;

/** A heat map of any result: one column by two others, with the numbers in the cells. */
export const plotMatrix = defineTask({
  kind: 'plot-matrix',
  version: 2,
  queue: 'cpu',
  summary: 'Draws a heat map: correlations, limits by training and test signal, scores by two hyperparameters.',
  params,
  inputs: rowsInputs,
  outputs: { documents: json(documentsSchema) },
  async run({ params: asked, inputs, outputs }) {
    const rows = await readRows(inputs, asked);
    if (rows.length === 0) throw noRows(asked.name);
    const documents: ReportDocument[] = [];
    const figures = asked.each === undefined ? [''] : distinct(rows, asked.each);
    for (const value of figures)
      documents.push(
        await draw(
          asked,
          asked.each === undefined ? rows : rows.filter((row) => textOf(row, asked.each ?? '') === value),
          value,
        ),
      );
    await outputs.documents.write(documents);
  },
});

async function draw(asked: Params, rows: readonly Row[], value: string): Promise<ReportDocument> {
  const rowNames = asked.rows_order ?? distinct(rows, asked.row);
  const columnNames = asked.columns_order ?? distinct(rows, asked.column);
  const keyOf = (row: string, column: string): string => JSON.stringify([row, column]);
  const byCell = new Map<string, Row[]>();
  for (const one of rows) {
    const key = keyOf(textOf(one, asked.row), textOf(one, asked.column));
    const there = byCell.get(key);
    if (there === undefined) byCell.set(key, [one]);
    else there.push(one);
  }
  const cells = rowNames.map((row) => columnNames.map((column) => byCell.get(keyOf(row, column)) ?? []));
  const { text } = asked;
  const { name, title, description } = figureNames(asked, value);
  const specification = matrixFigure({
    description,
    header: headerOf(asked),
    rows: rowNames.map((name) => asked.labels[name] ?? name),
    columns: columnNames.map((name) => asked.labels[name] ?? name),
    values: cells.map((line, row) =>
      line.map((found, column) =>
        one(
          found.flatMap((own) => numberOf(own, asked.value) ?? []),
          asked.several,
          `${rowNames[row] ?? ''}, ${columnNames[column] ?? ''}`,
        ),
      ),
    ),
    ...(text === undefined
      ? {}
      : { labels: cells.map((line) => line.map(([own]) => (own === undefined ? '' : textOf(own, text)))) }),
    rowTitle: asked.row_title,
    columnTitle: asked.column_title,
    colours: asked.colours,
    centre: asked.centre,
    logarithmic: asked.logarithmic,
    digits: asked.digits,
    numbers: asked.numbers,
    limits: asked.limits,
    valueTitle: asked.value_title,
  });
  return {
    kind: 'figure',
    name,
    title,
    caption: asked.caption,
    svg: await renderSvg(specification),
    // Few cells would stand in letters larger than those of other figures.
    wide: asked.numbers && columnNames.length > 6,
  };
}

/** The value of a cell. @throws InputError `ambiguous` for several where one was expected */
function one(values: readonly number[], several: 'error' | 'mean' | 'min' | 'max', cell: string): number | null {
  const [first] = values;
  if (first === undefined) return null;
  if (values.length === 1) return first;
  if (several === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length;
  if (several !== 'error') return several === 'min' ? Math.min(...values) : Math.max(...values);
  throw new InputError('ambiguous', `${values.length} rows are of one cell (${cell})`, {
    expected: 'one row for each cell',
    mend: 'narrow them with `where`, or say what to take: several: mean',
  });
}
