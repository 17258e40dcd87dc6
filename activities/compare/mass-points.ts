import {
  withoutNumbers,
  type ComparisonMethod,
  type MassPointRow,
  type YieldsRow,
} from '../../schemas/results/index.ts';
import { nominal, type MassPoint } from './reference.ts';

const NETWORK_METHODS = ['network', 'network_dropout'] as const satisfies readonly ComparisonMethod[];

/** One row for each mass point of cut and count, method and channel (and `combined`), by rising mass. */
export function massPointRows(network: readonly MassPointRow[], massPoints: readonly MassPoint[]): MassPointRow[] {
  const channels = [...new Set(network.map(({ channel }) => channel))];
  return massPoints.flatMap((point) => [
    ...NETWORK_METHODS.flatMap((method) =>
      channels.map(
        (channel) =>
          network.find((row) => row.mass_gev === point.mass && row.channel === channel && row.method === method) ??
          withoutNumbers({ mass_gev: point.mass, channel, method }),
      ),
    ),
    ...channels.flatMap((channel) => [
      cutAndCountRow(point, 'cut-and-count', channel, nominal(point, 'all', channel)),
      cutAndCountRow(point, 'cut-and-count-test', channel, nominal(point, 'test', channel)),
    ]),
  ]);
}

function cutAndCountRow(
  point: MassPoint,
  method: ComparisonMethod,
  channel: string,
  row: YieldsRow | undefined,
): MassPointRow {
  const place = { mass_gev: point.mass, channel, method };
  if (row === undefined) return withoutNumbers(place);
  const { signal, background, background_effective, significance, significance_error } = row;
  return { ...place, signal, background, background_effective, significance, threshold: null, significance_error };
}
