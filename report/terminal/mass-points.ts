import type { CampaignResults } from '../../schemas/results/index.ts';
import { formatNearOne } from '../style/numbers.ts';
import { plainNumber } from './numbers.ts';
import { renderTable, type TextColumn } from './table.ts';

type MassPoint = CampaignResults['mass_points'][number];

interface MassLine {
  readonly first: MassPoint;
  readonly of: (method: MassPoint['method']) => MassPoint | undefined;
}

/** Every mass point and channel: significance of each method. */
export function renderMassPoints({ mass_points: points }: CampaignResults, width: number): string {
  if (points.length === 0) return 'No mass point has been compared yet.';
  return renderTable(columns, massLines(points), {
    width,
    startsBlock: ({ first }, before) => first.model !== before.first.model || first.scenario !== before.first.scenario,
  });
}

function massLines(points: readonly MassPoint[]): readonly MassLine[] {
  const groups = new Map<string, MassPoint[]>();
  for (const point of points) {
    const key = JSON.stringify([point.model, point.scenario, point.mass, point.channel]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [point]);
    else group.push(point);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ first, of: (method) => group.find((point) => point.method === method) }];
  });
}

const columns: readonly TextColumn<MassLine>[] = [
  { title: 'model', align: 'left', cell: ({ first }) => `${first.model} ${first.scenario}` },
  { title: 'm [GeV]', cell: ({ first }) => String(first.mass) },
  { title: 'channel', align: 'left', cell: ({ first }) => first.channel },
  { title: 'Z network', cell: (line) => significance(line.of('network')) },
  { title: 'cut', cell: (line) => cut(line.of('network')), rank: 3 },
  { title: 'signal', cell: (line) => plainNumber(line.of('network')?.signal), rank: 4 },
  { title: 'background', cell: (line) => plainNumber(line.of('network')?.background), rank: 4 },
  { title: 'dropout mean', cell: (line) => significance(line.of('network_dropout')), rank: 2 },
  { title: 'cut and count', cell: (line) => significance(line.of('cut-and-count')) },
  { title: 'c&c on test', cell: (line) => significance(line.of('cut-and-count-test')), rank: 1 },
];

const cut = (point: MassPoint | undefined): string =>
  point === undefined || point.threshold === null ? '-' : formatNearOne(point.threshold);

/** `0.174 (73.1)`: in brackets the effective background events. */
function significance(point: MassPoint | undefined): string {
  if (point === undefined) return '-';
  const effective = point.background_effective === null ? '' : ` (${plainNumber(point.background_effective)})`;
  return plainNumber(point.significance) + effective;
}
