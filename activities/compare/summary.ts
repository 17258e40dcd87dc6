import type { ComparisonMethod, MassPointRow, Summary } from '../../schemas/results/index.ts';
import { areaUnderCurve } from '../../science/metrics/index.ts';
import type { MethodScans } from './scans.ts';
import type { NetworkMethod, TestEvents } from './scores.ts';

/** The few numbers of a category; see `summarySchema` for what each means. */
export function summarise(
  events: TestEvents,
  scans: Readonly<Record<NetworkMethod, MethodScans>>,
  rows: readonly MassPointRow[],
): Summary {
  return {
    auc: areaUnderCurve(scans.network.all),
    auc_dropout: areaUnderCurve(scans.network_dropout.all),
    auc_absolute_weights: areaUnderCurve(scans.network.absolute),
    auc_dropout_absolute_weights: areaUnderCurve(scans.network_dropout.absolute),
    auc_by_mass: scans.network.masses.map(({ mass, all }, i) => ({
      mass_gev: mass,
      network: areaUnderCurve(all),
      network_dropout: areaUnderCurve(scans.network_dropout.masses[i]?.all ?? all),
    })),
    dropout_std: { signal: meanSpread(events, 1), background: meanSpread(events, 0) },
    significance: significances(rows),
  };
}

/** Mean over the events of a class, unweighted, of the standard deviation over the passes. */
export function meanSpread({ labels, spread }: TestEvents, label: 0 | 1): number {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] !== label) continue;
    sum += spread[row] as number;
    count++;
  }
  return sum / count;
}

/** Combined significances at the mass point where cut and count on all events is the most sensitive. */
function significances(rows: readonly MassPointRow[]): Summary['significance'] {
  const combined = rows.filter(({ channel }) => channel === 'combined');
  const reference = combined.filter(({ method }) => method === 'cut-and-count');
  let best = reference[0];
  for (const row of reference) if ((row.significance ?? -1) > (best?.significance ?? -1)) best = row;
  const mass = best?.mass_gev ?? NaN;
  const of = (method: ComparisonMethod): number | null =>
    combined.find((row) => row.method === method && row.mass_gev === mass)?.significance ?? null;
  return {
    mass_gev: mass,
    network: of('network'),
    network_dropout: of('network_dropout'),
    cut_and_count: of('cut-and-count'),
    cut_and_count_test: of('cut-and-count-test'),
  };
}
