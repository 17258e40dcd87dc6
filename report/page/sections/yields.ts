import type { SplitCountsRow } from '../../../schemas/results/index.ts';
import { channelName, mediatorMass, processName } from '../../style/names.ts';
import { formatCount, formatNumber } from '../../style/numbers.ts';
import { measuredCell, withNote } from '../cells.ts';
import { html, label, type Content, type Html } from '../html.ts';
import type { ReportInputs, ReportSettings } from '../inputs.ts';
import { byProcess, totalYield, type Process, type Sample } from '../samples.ts';
import { dataTable, type Column } from '../table.ts';

interface YieldRow {
  readonly name: Content;
  readonly kind: string;
  readonly total: boolean;
  readonly rows: readonly SplitCountsRow[];
}

/** Selected events by process and channel, with both statistical errors; the samples in detail. */
export function yieldsSection({ counts }: ReportInputs, { channels }: ReportSettings): Html | null {
  if (counts.length === 0) return null;
  const processes = byProcess(counts);
  const codes = [...new Set(counts.flatMap(({ value }) => value.map(({ channel }) => channel)))].sort((a, b) => a - b);
  const columns = yieldColumns(codes, channels);
  const backgrounds = processes.filter(({ kind }) => kind === 'background');
  const data = processes.filter(({ kind }) => kind === 'data');
  const signals = processes.filter(({ kind }) => kind === 'signal');
  const rows = [
    ...backgrounds.map(processRow),
    ...(backgrounds.length === 0 ? [] : [totalRow(backgrounds)]),
    ...data.map(processRow),
  ];
  return html`<section id="yields">
    <h2>Samples and yields</h2>
    <p>
      Events after the selection, expected at the full luminosity, with the raw number of events. The error counts the
      responses of one particle-level event as one; in brackets the naive error, event by event.
    </p>
    ${dataTable(columns, rows, { emphasised: (row) => row.total, startsBlock: (row, before) => row.total || row.kind !== before?.kind })}
    ${dataNote(data)}
    <details>
      <summary>The ${backgrounds.flatMap(({ samples }) => samples).length} background samples</summary>
      ${dataTable(columns, backgrounds.flatMap(sampleRows), blocks)}
    </details>
    <details>
      <summary>The ${signals.flatMap(({ samples }) => samples).length} signal samples</summary>
      ${dataTable(columns, signals.flatMap(sampleRows), blocks)}
    </details>
  </section>`;
}

const blocks = { startsBlock: (row: YieldRow, before: YieldRow | undefined) => row.kind !== before?.kind };

function yieldColumns(codes: readonly number[], channels: readonly string[]): readonly Column<YieldRow>[] {
  const groups = codes.map((code) => ({ code, title: channelName(channels[code] ?? `channel ${code}`) }));
  return [
    { title: 'Process', text: true, cell: ({ name }) => name },
    ...[...groups, { code: undefined, title: 'all channels' }].flatMap(
      ({ code, title }): readonly Column<YieldRow>[] => [
        { title: 'Expected', group: title, cell: ({ rows }) => expected(rows, code) },
        { title: 'Raw', group: title, cell: ({ rows }) => formatCount(totalYield(rows, code).events) },
      ],
    ),
  ];
}

function expected(rows: readonly SplitCountsRow[], channel: number | undefined): Content {
  const { sum, error, groupError } = totalYield(rows, channel);
  return withNote(measuredCell(sum, groupError), label(`(± ${formatNumber(error, 2)})`));
}

const processRow = ({ process, kind, samples }: Process<SplitCountsRow>): YieldRow => ({
  name: label(processName(process)),
  kind,
  total: false,
  rows: samples.flatMap(({ rows }) => rows),
});

const totalRow = (processes: readonly Process<SplitCountsRow>[]): YieldRow => ({
  name: 'Total background',
  kind: 'background',
  total: true,
  rows: processes.flatMap(({ samples }) => samples.flatMap(({ rows }) => rows)),
});

const sampleRows = ({ process, samples }: Process<SplitCountsRow>): readonly YieldRow[] =>
  samples.map(({ sample, rows }) => ({ name: sampleName(sample), kind: process, total: false, rows }));

export function sampleName({ dsid, name, process, hypothesis, mass }: Sample): Content {
  const what = mass === null ? name : `${hypothesis}, ${mediatorMass} = ${mass} GeV`;
  return withNote(label(what === '' ? processName(process) : what), dsid);
}

/** Data that correspond to a share of the luminosity are said to do so: they are not scaled. */
function dataNote(data: readonly Process<SplitCountsRow>[]): Html | null {
  const fraction = data.flatMap(({ samples }) => samples.map(({ sample }) => sample.luminosityFraction))[0] ?? null;
  if (fraction === null) return null;
  return html`<p class="note">
    The data are not scaled: they correspond to ${label(formatNumber(fraction))} of the luminosity.
  </p>`;
}
