import type { Curves } from '../../schemas/results/index.ts';
import { areaUnderCurve, rocCurve, thinEvenly, type ThresholdScan } from '../../science/metrics/index.ts';
import type { MethodScans } from './scans.ts';
import { METHODS, type NetworkMethod } from './scores.ts';
import { shortened } from './shortened.ts';

type Roc = Curves['roc'][number];

const MOST_POINTS = 200;

/** Both methods over all mass points, then the network for each of them. */
export function rocCurves(scans: Readonly<Record<NetworkMethod, MethodScans>>): Roc[] {
  return [
    ...METHODS.map((method) => roc(method, null, scans[method].all)),
    ...scans.network.masses.map(({ mass, all }) => roc('network', mass, all)),
  ];
}

function roc(method: NetworkMethod, mass: number | null, scan: ThresholdScan): Roc {
  const { backgroundEfficiency, signalEfficiency } = rocCurve(scan);
  const kept = thinEvenly(backgroundEfficiency.map(Math.log10), MOST_POINTS);
  return {
    method,
    mass_gev: mass,
    auc: areaUnderCurve(scan),
    background_efficiency: kept.map((i) => shortened(backgroundEfficiency[i] as number)),
    signal_efficiency: kept.map((i) => shortened(signalEfficiency[i] as number)),
  };
}
