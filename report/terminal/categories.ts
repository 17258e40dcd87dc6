import type { CampaignResults } from '../../schemas/results/index.ts';
import { formatNearOne } from '../style/numbers.ts';
import { plainNumber } from './numbers.ts';
import { renderTable, wrapText, type TextColumn } from './table.ts';

type CategoryResult = CampaignResults['categories'][number];
type MassPoint = CampaignResults['mass_points'][number];

/** The categories: networks against cut and count. */
export function renderCategories({ categories, mass_points: points }: CampaignResults, width: number): string {
  if (categories.length === 0) return 'No category has been compared yet.';
  const table = renderTable(categoryColumns(points), categories, {
    width,
    startsBlock: (row, before) => row.model !== before.model || row.scenario !== before.scenario,
  });
  return `${table}\n\n${wrapText(explanation, width)}`;
}

const explanation =
  'Z: expected significance, channels combined, at mass m (GeV); in brackets the effective background events that it rests on. ' +
  'Networks on the test events at full luminosity; cut and count on all events, and on the same test events.';

function categoryColumns(points: readonly MassPoint[]): readonly TextColumn<CategoryResult>[] {
  const find = (category: CategoryResult, method: MassPoint['method']): MassPoint | undefined =>
    points.find(
      (point) =>
        point.method === method &&
        point.channel === 'combined' &&
        point.model === category.model &&
        point.scenario === category.scenario &&
        point.mass === category.significance.mass,
    );
  const z = (category: CategoryResult, method: MassPoint['method'], value?: number | null): string => {
    const point = find(category, method);
    const significance = plainNumber(value ?? point?.significance);
    return point?.background_effective == null
      ? significance
      : `${significance} (${plainNumber(point.background_effective)})`;
  };
  return [
    { title: 'category', align: 'left', cell: ({ category }) => category },
    { title: 'AUC', cell: ({ auc }) => formatNearOne(auc) },
    { title: 'm', cell: ({ significance }) => String(significance.mass) },
    { title: 'Z network', cell: (row) => z(row, 'network', row.significance.network) },
    { title: 'dropout mean', cell: (row) => z(row, 'network_dropout', row.significance.network_dropout), rank: 2 },
    { title: 'cut and count', cell: (row) => z(row, 'cut-and-count', row.significance.cut_and_count) },
    { title: 'c&c on test', cell: (row) => z(row, 'cut-and-count-test'), rank: 1 },
    { title: 'epochs', cell: ({ epochs }) => String(epochs), rank: 3 },
    {
      title: 'std sig / bkg',
      cell: ({ dropout_std: std }) => `${plainNumber(std.signal, 2)} / ${plainNumber(std.background, 2)}`,
      rank: 4,
    },
    { title: 'test signal', cell: ({ events }) => String(events.test.signal), rank: 5 },
    { title: 'test bkg.', cell: ({ events }) => String(events.test.background), rank: 5 },
  ];
}
