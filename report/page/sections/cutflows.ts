import type { CutflowRow } from '../../../schemas/results/index.ts';
import { cutflowFigure } from '../../figures/cutflow.ts';
import type { Header } from '../../figures/layout.ts';
import { renderSvg } from '../../figures/render.ts';
import { processName } from '../../style/names.ts';
import { formatCount, formatNumber } from '../../style/numbers.ts';
import { numberCell, withNote } from '../cells.ts';
import { figureBlock } from '../figure-block.ts';
import { html, label, type Content, type Html } from '../html.ts';
import type { ReportInputs } from '../inputs.ts';
import { byProcess, stepNames, totalCutflow, type Process } from '../samples.ts';
import { dataTable, type Column } from '../table.ts';
import { sampleName } from './yields.ts';

interface CutflowLine {
  readonly name: Content;
  readonly process: string;
  readonly total: boolean;
  readonly cutflows: readonly (readonly CutflowRow[])[];
}

/** Events left after each step: weighted with error and raw, by process; the samples in detail. */
export async function cutflowsSection({ cutflows }: ReportInputs, header: Header): Promise<Html | null> {
  if (cutflows.length === 0) return null;
  const steps = stepNames(cutflows.map(({ value }) => value));
  const processes = byProcess(cutflows);
  const backgrounds = processes.filter(({ kind }) => kind === 'background');
  const signals = processes.filter(({ kind }) => kind === 'signal');
  const others = processes.filter(({ kind }) => kind !== 'signal' && kind !== 'background');
  const columns = cutflowColumns(steps);
  const rows = [
    ...backgrounds.map(lineOf),
    ...(backgrounds.length === 0 ? [] : [{ ...lineOf(merged(backgrounds)), name: 'Total background', total: true }]),
    ...others.map(lineOf),
  ];
  const drawn = backgrounds.map((process) => ({
    process: process.process,
    sums: totalCutflow(lineOf(process).cutflows, steps).map(({ sum }) => sum),
  }));
  const svg = drawn.length === 0 ? null : await renderSvg(cutflowFigure(steps.map(stepName), drawn, header));
  return html`<section id="cutflows">
    <h2>Cutflows</h2>
    <p>
      Expected events at the full luminosity after each step; below, their statistical error (event by event) and the
      raw number of events.
    </p>
    ${dataTable(columns, rows, { emphasised: (row) => row.total, startsBlock: (row) => row.total })}
    ${svg === null ? null : figureBlock(svg, 'Background processes after each step.', 'wide')}
    <details>
      <summary>Background samples</summary>
      ${dataTable(columns, backgrounds.flatMap(sampleLines), blocks)}
    </details>
    <details>
      <summary>Signal samples</summary>
      ${dataTable(columns, signals.flatMap(sampleLines), blocks)}
    </details>
  </section>`;
}

const blocks = { startsBlock: (row: CutflowLine, before: CutflowLine | undefined) => row.process !== before?.process };

/** `same_flavour` as words. */
const stepName = (step: string): string => step.replaceAll('_', ' ');

const cutflowColumns = (steps: readonly string[]): readonly Column<CutflowLine>[] => [
  { title: 'Process', text: true, cell: ({ name }) => name },
  ...steps.map((step) => ({
    title: stepName(step),
    cell: ({ cutflows }: CutflowLine): Content => {
      const [total] = totalCutflow(cutflows, [step]);
      if (total === undefined) return '–';
      const relative = total.sum === 0 ? '' : `± ${formatNumber((100 * total.error) / Math.abs(total.sum), 2)} % · `;
      return withNote(numberCell(total.sum, 4), relative + formatCount(total.events));
    },
  })),
];

const lineOf = ({ process, samples }: Process<CutflowRow>): CutflowLine => ({
  name: label(processName(process)),
  process,
  total: false,
  cutflows: samples.map(({ rows }) => rows),
});

const sampleLines = ({ process, samples }: Process<CutflowRow>): readonly CutflowLine[] =>
  samples.map(({ sample, rows }) => ({ name: sampleName(sample), process, total: false, cutflows: [rows] }));

const merged = (processes: readonly Process<CutflowRow>[]): Process<CutflowRow> => ({
  process: 'total',
  kind: 'background',
  samples: processes.flatMap(({ samples }) => samples),
});
