import type { ScoreQuality } from '../../schemas/results/index.ts';
import { areaUnderCurve } from '../../science/metrics/index.ts';
import type { MethodScans } from './scans.ts';
import type { NetworkMethod, TestEvents } from './scores.ts';

/** How well the scores tell signal from background; see `scoreQuality` for what each number means. */
export function scoreQualityOf(events: TestEvents, scans: Readonly<Record<NetworkMethod, MethodScans>>): ScoreQuality {
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
