import type { MassPointRow, YieldsRow } from '../../../schemas/results/index.ts';
import { channelName, mediatorMass } from '../../style/names.ts';
import { formatCount, formatNearOne, formatNumber } from '../../style/numbers.ts';
import type { Category, MassPointYields } from '../categories.ts';
import { measuredCell, numberCell, significanceCell } from '../cells.ts';
import { figureBlock } from '../figure-block.ts';
import { html, label, type Html } from '../html.ts';
import { dataTable, type Column } from '../table.ts';

/** Captions by the names that the task kind `figures` gives. */
const captions: Readonly<Record<string, string>> = {
  validation: 'Validation: score on the test events',
  roc: 'ROC',
  significance: 'Significance against the cut, lowest mass point',
  significance_highest: 'Significance against the cut, highest mass point',
  loss: 'Loss per epoch',
  dropout: 'Spread over dropout passes',
};

/** Figures and numbers of one category; what failed is named. */
export function categorySection(category: Category): Html {
  const { id, name, figures, missing, massPoints, yields } = category;
  return html`<section id="${id}" class="category">
    <h3>${label(name)}</h3>
    ${missing.length === 0 ? null : html`<p class="warning">Missing, because a task failed: ${missing.join(', ')}.</p>`}
    ${facts(category)}
    ${
      figures === undefined
        ? null
        : html`<div class="gallery">
            ${Object.entries(figures).map(([key, svg]) => figureBlock(svg, captionOf(key, massPoints)))}
          </div>`
    }
    ${massPoints.length === 0 ? null : massPointTable(massPoints)}
    ${yields.length === 0 ? null : cutAndCountTable(yields)}
  </section>`;
}

/** Beside a network's significance stands that of cut and count on the same events. */
function captionOf(name: string, rows: readonly MassPointRow[]): string {
  const caption = captions[name] ?? name;
  if (!name.startsWith('significance')) return caption;
  const masses = rows.map(({ mass_gev: mass }) => mass);
  const mass = name === 'significance' ? Math.min(...masses) : Math.max(...masses);
  const reference = rows.find(
    (row) => row.mass_gev === mass && row.channel === 'combined' && row.method === 'cut-and-count-test',
  );
  if (reference?.significance == null) return caption;
  return `${caption} (cut and count, combined, on the same events: ${formatNumber(reference.significance)})`;
}

function facts({ summary, history }: Category): Html | null {
  const parts = [
    ...(summary === undefined
      ? []
      : [`AUC ${formatNearOne(summary.auc)} (dropout mean ${formatNearOne(summary.auc_dropout)})`]),
    ...(history === undefined
      ? []
      : [
          `${history.epochs.length} epochs, the best ${history.best_epoch}`,
          `training events ${formatCount(history.events.train.signal)} signal, ${formatCount(history.events.train.background)} background`,
          `test events ${formatCount(history.events.test.signal)} signal, ${formatCount(history.events.test.background)} background`,
        ]),
  ];
  return parts.length === 0 ? null : html`<p class="note">${parts.join(' · ')}</p>`;
}

interface MassLine {
  readonly mass: number;
  readonly channel: string;
  readonly of: (method: MassPointRow['method']) => MassPointRow | undefined;
}

function massPointTable(rows: readonly MassPointRow[]): Html {
  const keys = [...new Set(rows.map(({ mass_gev: mass, channel }) => JSON.stringify([mass, channel])))];
  const lines = keys.map((key): MassLine => {
    const [mass, channel] = JSON.parse(key) as [number, string];
    const found = rows.filter((row) => row.mass_gev === mass && row.channel === channel);
    return { mass, channel, of: (method) => found.find((row) => row.method === method) };
  });
  return html`<h4>Mass points</h4>
    ${dataTable(massColumns, lines, { startsBlock: (line, before) => line.mass !== before?.mass, emphasised: (line) => line.channel === 'combined' })}`;
}

const massColumns: readonly Column<MassLine>[] = [
  { title: `${mediatorMass} [GeV]`, cell: ({ mass }) => mass },
  { title: 'Channel', text: true, cell: ({ channel }) => channelName(channel) },
  { title: 'Z', group: 'Network', cell: (line) => significanceCell(line.of('network')) },
  { title: 'cut', group: 'Network', cell: (line) => cutCell(line.of('network')) },
  { title: 'S', group: 'Network', cell: (line) => numberCell(line.of('network')?.signal) },
  { title: 'B', group: 'Network', cell: (line) => numberCell(line.of('network')?.background) },
  { title: 'Z', group: 'Dropout mean', cell: (line) => significanceCell(line.of('network_dropout')) },
  { title: 'cut', group: 'Dropout mean', cell: (line) => cutCell(line.of('network_dropout')) },
  { title: 'Z, test', group: 'Cut and count', cell: (line) => significanceCell(line.of('cut-and-count-test')) },
  { title: 'Z, all events', group: 'Cut and count', cell: (line) => significanceCell(line.of('cut-and-count')) },
];

const cutCell = (row: MassPointRow | undefined): string =>
  row === undefined || row.threshold === null ? '–' : formatNearOne(row.threshold);

interface CutLine extends YieldsRow {
  readonly mass: number;
}

/** Every variant and event set of cut and count. */
function cutAndCountTable(yields: readonly MassPointYields[]): Html {
  const lines = yields.flatMap(({ mass, rows }) => rows.map((row): CutLine => ({ mass, ...row })));
  return html`<details>
    <summary>Cut and count in detail: variants, event sets, channels</summary>
    ${dataTable(cutColumns, lines, { startsBlock: (line, before) => line.mass !== before?.mass || line.set !== before.set || line.variant !== before.variant })}
  </details>`;
}

const cutColumns: readonly Column<CutLine>[] = [
  { title: `${mediatorMass} [GeV]`, cell: ({ mass }) => mass },
  { title: 'Events', text: true, cell: ({ set }) => set },
  { title: 'Variant', text: true, cell: ({ variant }) => variant.replaceAll('_', ' ') },
  { title: 'Channel', text: true, cell: ({ channel }) => channelName(channel) },
  { title: 'Expected', group: 'Signal', cell: (line) => measuredCell(line.signal, line.signal_error) },
  { title: 'raw', group: 'Signal', cell: (line) => formatCount(line.signal_events) },
  {
    title: 'Expected',
    group: 'Background',
    cell: (line) => measuredCell(line.background, line.background_error),
  },
  { title: 'raw', group: 'Background', cell: (line) => formatCount(line.background_events) },
  { title: 'effective', group: 'Background', cell: (line) => numberCell(line.background_effective) },
  { title: 'effective, groups', group: 'Background', cell: (line) => numberCell(line.background_effective_groups) },
  { title: 'Z', cell: (line) => measuredCell(line.significance, line.significance_error) },
];
