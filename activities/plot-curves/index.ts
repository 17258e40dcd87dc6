import { z } from 'zod';
import { curvesFigure, type Series } from '../../report/figures/generic/index.ts';
import { renderSvg } from '../../report/figures/render.ts';
import { defineTask, json } from '../../schemas/index.ts';
import { documentsSchema, type ReportDocument } from '../../schemas/results/index.ts';
import { axisParams, headerOf, headerParams, labelsParam, figureNames } from '../rows/figure-params.ts';
import { noRows } from '../rows/no-rows.ts';
import { documentParams, rowsParams } from '../rows/params.ts';
import { distinct, numberOf, readRows, rowsInputs, textOf } from '../rows/read.ts';
import type { Row } from '../rows/flatten.ts';

const params = z.strictObject({
  ...documentParams,
  ...rowsParams,
  ...headerParams,
  x: axisParams,
  y: axisParams,
  series: z.string().optional().describe('column whose values are a curve each'),
  labels: labelsParam,
  each: z.string().optional().describe('column whose values get a figure each'),
  error: z.string().optional().describe('column with half the length of an error bar'),
  band: z
    .strictObject({ low: z.string(), high: z.string() })
    .optional()
    .describe('columns between which a band is drawn'),
  sort: z.boolean().default(true).describe('points by rising x; else as they come'),
  style: z.enum(['line', 'points', 'both']).default('line'),
  from_zero: z.boolean().default(false),
  levels: z.array(z.number()).default([]).describe('horizontal lines to compare with'),
});
type Params = z.infer<typeof params>;

/** Curves of any result: one column against another, a curve for each value of a third, a figure for each of a fourth. */
export const plotCurves = defineTask({
  kind: 'plot-curves',
  version: 1,
  queue: 'cpu',
  summary: 'Draws columns of results against one another.',
  params,
  inputs: rowsInputs,
  outputs: { documents: json(documentsSchema) },
  async run({ params: asked, inputs, outputs, signal }) {
    const rows = await readRows(inputs, asked);
    if (rows.length === 0) throw noRows(asked.name);
    const figures = asked.each === undefined ? [''] : distinct(rows, asked.each);
    const documents: ReportDocument[] = [];
    for (const value of figures) {
      signal.throwIfAborted();
      const own = asked.each === undefined ? rows : rows.filter((row) => textOf(row, asked.each ?? '') === value);
      documents.push(await draw(asked, own, value));
    }
    await outputs.documents.write(documents);
  },
});

async function draw(asked: Params, rows: readonly Row[], value: string): Promise<ReportDocument> {
  const names = asked.series === undefined ? [''] : distinct(rows, asked.series);
  const series = names.map((name) =>
    seriesOf(
      asked,
      asked.series === undefined ? rows : rows.filter((row) => textOf(row, asked.series ?? '') === name),
      name,
    ),
  );
  const { name: own, title, description } = figureNames(asked, value);
  const specification = curvesFigure({
    description,
    header: headerOf(asked),
    x: { ...asked.x, title: asked.x.title ?? asked.x.column },
    y: { ...asked.y, title: asked.y.title ?? asked.y.column },
    series,
    style: asked.style,
    fromZero: asked.from_zero,
    levels: asked.levels,
  });
  return {
    kind: 'figure',
    name: own,
    title,
    caption: asked.caption,
    svg: await renderSvg(specification),
    wide: false,
  };
}

function seriesOf(asked: Params, rows: readonly Row[], name: string): Series {
  const points = rows.flatMap((row) => {
    const x = numberOf(row, asked.x.column);
    return x === null ? [] : [{ x, row }];
  });
  if (asked.sort) points.sort((a, b) => a.x - b.x);
  const column = (which: string): (number | null)[] => points.map(({ row }) => numberOf(row, which));
  return {
    label: asked.labels[name] ?? name,
    x: points.map(({ x }) => x),
    y: column(asked.y.column),
    ...(asked.error === undefined ? {} : { error: column(asked.error) }),
    ...(asked.band === undefined ? {} : { band: { low: column(asked.band.low), high: column(asked.band.high) } }),
  };
}
