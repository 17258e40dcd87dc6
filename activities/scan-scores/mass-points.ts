import { withoutNumbers, type MassPointRow } from '../../schemas/results/index.ts';
import { bestSignificance, combineInQuadrature, significanceError } from '../../science/statistics/index.ts';
import { sumOfGroupWeightsSquared } from '../../science/weights/index.ts';
import type { MassScan, MethodScans } from './scans.ts';
import { METHODS, type NetworkMethod, type TestEvents } from './scores.ts';

/** One row for each mass point of the signal, method and channel (and `combined`). */
export function massPointRows(
  events: TestEvents,
  scans: Readonly<Record<NetworkMethod, MethodScans>>,
  minimumEffectiveBackground: number,
): MassPointRow[] {
  const names = events.channels.map(([name]) => name);
  return scans.network.masses.flatMap(({ mass }) =>
    METHODS.flatMap((method) => {
      const scan = scans[method].masses.find((other) => other.mass === mass);
      const rows = names.map((channel) =>
        networkRow(events, method, channel, scan, { mass, minimumEffectiveBackground }),
      );
      return [...rows, combinedRow(mass, method, rows)];
    }),
  );
}

function networkRow(
  events: TestEvents,
  method: NetworkMethod,
  channel: string,
  scan: MassScan | undefined,
  { mass, minimumEffectiveBackground }: { mass: number; minimumEffectiveBackground: number },
): MassPointRow {
  const place = { mass_gev: mass, channel, method };
  const thresholds = scan?.channels.find(([name]) => name === channel)?.[1];
  const best = thresholds === undefined ? undefined : bestSignificance(thresholds, minimumEffectiveBackground);
  if (best === undefined) return withoutNumbers(place);
  return {
    ...place,
    signal: best.signal,
    background: best.background,
    background_effective: best.backgroundEffective,
    significance: best.significance,
    threshold: best.threshold,
    significance_error:
      events.groups.length === 0
        ? best.error
        : significanceError(
            best.signal,
            best.background,
            ...groupVariances(events, method, channel, mass, best.threshold),
          ),
  };
}

/** Variances of signal and background behind a threshold, the responses of one particle-level event summed first. */
function groupVariances(
  events: TestEvents,
  method: NetworkMethod,
  channel: string,
  mass: number,
  threshold: number,
): [signal: number, background: number] {
  const mask = events.channels.find(([name]) => name === channel)?.[1];
  const { scores, order } = events.ranked[method];
  const passing = order.filter((row) => (scores[row] as number) >= threshold && mask?.[row] === 1);
  const variance = (rows: Int32Array): number => sumOfGroupWeightsSquared(events.weights, events.groups, rows);
  return [
    variance(passing.filter((row) => events.masses[row] === mass)),
    variance(passing.filter((row) => events.labels[row] === 0)),
  ];
}

function combinedRow(mass: number, method: NetworkMethod, rows: readonly MassPointRow[]): MassPointRow {
  const place = { mass_gev: mass, channel: 'combined', method };
  const found = rows.filter(({ significance }) => significance !== null);
  const combined = combineInQuadrature(
    found.map(({ significance, significance_error: error }) => ({ significance: significance ?? 0, error })),
  );
  if (combined === null) return withoutNumbers(place);
  const sum = (of: (row: MassPointRow) => number | null): number =>
    found.reduce((total, row) => total + (of(row) ?? 0), 0);
  return {
    ...place,
    signal: sum((row) => row.signal),
    background: sum((row) => row.background),
    background_effective: Math.min(...found.map((row) => row.background_effective ?? 0)),
    significance: combined.significance,
    threshold: null,
    significance_error: combined.error,
  };
}
