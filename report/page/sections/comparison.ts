import type { MassPointRow } from '../../../schemas/results/index.ts';
import { overviewFigure } from '../../figures/overview.ts';
import { renderSvg } from '../../figures/render.ts';
import type { Header } from '../../figures/layout.ts';
import { mediatorMass } from '../../style/names.ts';
import { formatNearOne } from '../../style/numbers.ts';
import type { Category } from '../categories.ts';
import { numberCell, significanceCell, withNote } from '../cells.ts';
import { figureBlock } from '../figure-block.ts';
import { html, label, type Content, type Html } from '../html.ts';
import { dataTable, type Column } from '../table.ts';

type Method = MassPointRow['method'];
type Complete = Category & { readonly summary: NonNullable<Category['summary']> };

/** The table of all categories, network against cut and count, and its figure. */
export async function comparisonSection(categories: readonly Category[], header: Header): Promise<Html> {
  const complete = categories.filter((category): category is Complete => category.summary !== undefined);
  if (complete.length === 0)
    return html`<section id="comparison">
      <h2>Networks and cut and count</h2>
      <p>No category was compared.</p>
    </section>`;
  const overview = await renderSvg(
    overviewFigure(
      complete.map(({ name, summary: { significance } }) => ({
        name,
        network: significance.network,
        networkDropout: significance.network_dropout,
        cutAndCount: significance.cut_and_count,
        cutAndCountTest: significance.cut_and_count_test,
      })),
      header,
    ),
  );
  return html`<section id="comparison">
    <h2>Networks and cut and count</h2>
    <p>
      Expected significance Z with the channels combined, at the mass point where cut and count is the most sensitive.
      The small number below each Z is that of the effective background events that it rests on. The fair comparison is
      with cut and count on the same test events; on all events cut and count is known better.
    </p>
    ${dataTable(columns, categories, { startsBlock: (row, before) => row.model !== before?.model || row.scenario !== before.scenario })}
    ${figureBlock(overview, 'Expected significance by category. Right: network over cut and count on the same events.', 'wide')}
  </section>`;
}

const columns: readonly Column<Category>[] = [
  { title: 'Category', text: true, cell: categoryCell },
  { title: 'AUC', cell: ({ summary }) => (summary === undefined ? '–' : formatNearOne(summary.auc)) },
  {
    title: 'Network',
    group: 'Z on the test events',
    cell: (category) => significanceCell(combinedRow(category, 'network')),
  },
  {
    title: 'Dropout mean',
    group: 'Z on the test events',
    cell: (category) => significanceCell(combinedRow(category, 'network_dropout')),
  },
  {
    title: 'Cut and count',
    group: 'Z on the test events',
    cell: (category) => significanceCell(combinedRow(category, 'cut-and-count-test')),
  },
  { title: 'Gain', cell: gain },
  {
    title: 'Cut and count',
    group: 'Z on all events',
    cell: (category) => significanceCell(combinedRow(category, 'cut-and-count')),
  },
  {
    title: 'Epochs',
    cell: ({ history }) =>
      history === undefined ? '–' : withNote(history.epochs.length, `best ${history.best_epoch}`),
  },
  {
    title: 'signal',
    group: 'Dropout std',
    cell: ({ summary }) => numberCell(summary?.dropout_std.signal, 2),
  },
  {
    title: 'bkg.',
    group: 'Dropout std',
    cell: ({ summary }) => numberCell(summary?.dropout_std.background, 2),
  },
];

/** The name, and below it the mass point of the significances. */
function categoryCell({ name, id, summary }: Category): Content {
  const link = html`<a href="#${id}">${label(name)}</a>`;
  return summary === undefined
    ? link
    : withNote(link, label(`Z at ${mediatorMass} = ${summary.significance.mass_gev} GeV`));
}

function combinedRow({ summary, massPoints }: Category, method: Method): MassPointRow | undefined {
  return massPoints.find(
    (row) => row.method === method && row.channel === 'combined' && row.mass_gev === summary?.significance.mass_gev,
  );
}

/** How many times the network's significance is that of cut and count on the same events. */
function gain(category: Category): Content {
  const network = combinedRow(category, 'network')?.significance ?? null;
  const reference = combinedRow(category, 'cut-and-count-test')?.significance ?? null;
  if (network === null || reference === null || reference === 0) return '–';
  const ratio = network / reference;
  return html`<span class="${ratio > 1.05 ? 'better' : ratio < 0.95 ? 'worse' : 'even'}"
    >× ${numberCell(ratio, 2)}</span
  >`;
}
