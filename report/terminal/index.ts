import type { CampaignResults } from '../../schemas/results/index.ts';
import { alignedTable, type ColumnLayout } from './columns.ts';

export interface ResultsView {
  /** Characters in a line. */
  readonly width: number;
  /** Mass points and cutflows too. */
  readonly full: boolean;
}

const left = (title: string): ColumnLayout => ({ title, align: 'left' });
const right = (title: string, dropAt?: number): ColumnLayout => ({
  title,
  align: 'right',
  ...(dropAt === undefined ? {} : { dropAt }),
});

/** The results of a campaign as text: the categories and, with `full`, mass points and cutflows. Empty without categories. */
export function renderResults(results: CampaignResults, view: ResultsView): string {
  const parts = [
    results.categories.length > 0 ? categoriesTable(results, view.width) : '',
    view.full && results.mass_points.length > 0 ? massPointsTable(results, view.width) : '',
    view.full && results.cutflows.length > 0 ? cutflowsTable(results, view.width) : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function categoriesTable({ categories, mass_points }: CampaignResults, width: number): string {
  const layout = [
    left('category'),
    right('AUC'),
    right('epochs', 2),
    right('test s / b', 1),
    right('MC std s / b', 3),
    right('m [GeV]'),
    right('Z network'),
    right('Z dropout'),
    right('Z cuts'),
    right('b_eff net / cuts', 4),
    left(''),
  ];
  const rows = categories.map(({ category, model, scenario, auc, epochs, events, dropout_std, significance }) => {
    const effective = (method: string): string =>
      number(
        mass_points.find(
          (point) =>
            point.model === model &&
            point.scenario === scenario &&
            point.mass === significance.mass &&
            point.channel === 'combined' &&
            point.method === method,
        )?.background_effective ?? null,
      );
    return [
      category,
      auc.toFixed(4),
      String(epochs),
      `${events.test.signal} / ${events.test.background}`,
      `${dropout_std.signal.toFixed(4)} / ${dropout_std.background.toFixed(4)}`,
      String(significance.mass),
      number(significance.network),
      number(significance.network_dropout),
      number(significance.cut_and_count),
      `${effective('network')} / ${effective('cut-and-count')}`,
      winner(significance),
    ];
  });
  return [
    alignedTable(layout, rows, width),
    'Z: expected significance, ee and mumu combined; networks on the test events at full luminosity, cuts on all events.',
    'b_eff: effective background events behind it (the smaller channel); small numbers are noisy.',
  ].join('\n');
}

function winner({ network, cut_and_count }: CampaignResults['categories'][number]['significance']): string {
  if (network === null || cut_and_count === null || cut_and_count === 0) return '';
  const ratio = network / cut_and_count;
  return ratio >= 1 ? `network x ${ratio.toFixed(1)}` : `cuts x ${(1 / ratio).toFixed(1)}`;
}

function massPointsTable({ mass_points }: CampaignResults, width: number): string {
  const layout = [
    left('model'),
    left('scenario'),
    right('m [GeV]'),
    left('channel'),
    left('method'),
    right('s'),
    right('b'),
    right('b_eff'),
    right('Z'),
    right('+-'),
  ];
  const rows = mass_points.map((point) => [
    point.model,
    point.scenario,
    String(point.mass),
    point.channel,
    point.method,
    number(point.signal),
    number(point.background),
    number(point.background_effective),
    number(point.significance),
    number(point.significance_error),
  ]);
  return alignedTable(layout, rows, width);
}

function cutflowsTable({ cutflows }: CampaignResults, width: number): string {
  const layout = [right('dsid'), left('step'), right('events'), right('expected'), right('+-')];
  const rows = cutflows.flatMap(({ dsid, steps }) =>
    steps.map(({ name, events, weighted, error }, index) => [
      index === 0 ? String(dsid) : '',
      name,
      String(events),
      number(weighted),
      number(error),
    ]),
  );
  return alignedTable(layout, rows, width);
}

/** Three significant digits; a dash where there is no number. */
function number(value: number | null): string {
  if (value === null) return '-';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return value.toExponential(2);
  return size >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
