import type { ThresholdScan } from './threshold-scan.ts';

/** Efficiencies from the strictest threshold (nothing passes: 0, 0) to the loosest (1, 1). Signed weights need not make them monotonic. */
export interface RocCurve {
  readonly backgroundEfficiency: Float64Array;
  readonly signalEfficiency: Float64Array;
}

/** The weighted ROC: one point for each distinct score and (0, 0) before them. */
export function rocCurve(scan: ThresholdScan): RocCurve {
  return {
    backgroundEfficiency: efficiencies(scan.background),
    signalEfficiency: efficiencies(scan.signal),
  };
}

function efficiencies(passing: Float64Array): Float64Array {
  const total = passing.at(-1) ?? 0;
  const points = new Float64Array(passing.length + 1);
  for (let i = 0; i < passing.length; i++) points[i + 1] = (passing[i] as number) / total;
  return points;
}
