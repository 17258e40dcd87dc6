import { z } from 'zod';
import { distributionFigure, type GroupHistogram } from '../../report/figures/generic/index.ts';
import { renderSvg } from '../../report/figures/render.ts';
import { labelToText } from '../../report/style/markup.ts';
import { defineTask, InputError, json, many, records } from '../../schemas/index.ts';
import { binnedRow, documentsSchema, type BinnedRow, type ReportDocument } from '../../schemas/results/index.ts';
import { headerOf, headerParams, labelsParam, nameWith } from '../rows/figure-params.ts';
import { documentParams } from '../rows/params.ts';

const params = z.strictObject({
  ...documentParams,
  ...headerParams,
  distributions: z.array(z.string()).optional().describe('which ones, in this order; all when absent'),
  groups: z.array(z.string()).optional().describe('which groups, in this order: the first is filled; all when absent'),
  points: z
    .array(z.string())
    .default([])
    .describe('groups drawn as points with error bars, in the colour of the line before'),
  labels: labelsParam,
  density: z.boolean().default(false).describe('the sum of every group is 1: shapes are compared'),
  scale: z.enum(['linear', 'log']).default('linear'),
  y_title: z.string().optional(),
});
type Params = z.infer<typeof params>;

/** Figures of distributions that were binned before (`histograms`, `compare-samples`): the groups over one another. */
export const plotDistributions = defineTask({
  kind: 'plot-distributions',
  version: 1,
  queue: 'cpu',
  summary: 'Draws binned distributions, groups over one another.',
  params,
  inputs: { histograms: many(records(binnedRow)) },
  outputs: { documents: json(documentsSchema) },
  async run({ params: asked, inputs, outputs, signal, progress }) {
    const rows = (await Promise.all(inputs.histograms.map((input) => input.read()))).flat();
    const found = [...new Set(rows.map(({ distribution }) => distribution))];
    const wanted = asked.distributions ?? found;
    const missing = wanted.find((name) => !found.includes(name));
    if (missing !== undefined || wanted.length === 0)
      throw new InputError('no-rows', `there is no distribution '${missing ?? ''}'`, {
        expected: `one of ${found.join(', ')}`,
      });
    const documents: ReportDocument[] = [];
    for (const [index, name] of wanted.entries()) {
      signal.throwIfAborted();
      documents.push(
        await draw(
          asked,
          rows.filter(({ distribution }) => distribution === name),
          name,
        ),
      );
      progress({ fraction: (index + 1) / wanted.length });
    }
    await outputs.documents.write(documents);
  },
});

async function draw(asked: Params, rows: readonly BinnedRow[], name: string): Promise<ReportDocument> {
  const found = [...new Set(rows.map(({ group }) => group))];
  const groups = (asked.groups ?? found).filter((group) => found.includes(group));
  const unit = rows[0]?.unit ?? null;
  const title = asked.labels[name] ?? name;
  const specification = distributionFigure({
    description: labelToText(`Distribution of ${title}`),
    header: headerOf(asked),
    xTitle: unit === null ? title : `${title} / ${unit}`,
    yTitle: asked.y_title ?? (asked.density ? 'Fraction of events' : 'Events'),
    scale: asked.scale,
    groups: groups.map((group) => ({
      ...histogramOf(
        rows.filter((row) => row.group === group),
        asked.labels[group] ?? group,
        asked.density,
      ),
      points: asked.points.includes(group),
    })),
  });
  return {
    kind: 'figure',
    name: nameWith(asked.name, name),
    title: asked.title === '' ? title : `${asked.title}: ${title}`,
    caption: asked.caption,
    svg: await renderSvg(specification),
    wide: false,
  };
}

function histogramOf(rows: readonly BinnedRow[], label: string, density: boolean): GroupHistogram {
  const total = rows.reduce((sum, row) => sum + row.sum_of_weights, 0);
  const scale = density && total !== 0 ? 1 / total : 1;
  return {
    label,
    edges: [...rows.map(({ low }) => low), rows.at(-1)?.high ?? 1],
    values: rows.map((row) => row.sum_of_weights * scale),
    errors: rows.map((row) => row.error * Math.abs(scale)),
  };
}
