import type { ThresholdScan } from './threshold-scan.ts';

/** One point for each distinct score, from the strictest threshold to the loosest; signed weights may leave [0, 1]. */
export interface PrecisionRecallCurve {
  /** NaN where weights of what passes sum to zero. */
  readonly precision: Float64Array;
  readonly recall: Float64Array;
}

export function precisionRecallCurve({ signal, background }: ThresholdScan): PrecisionRecallCurve {
  const total = signal.at(-1) ?? 0;
  return {
    precision: signal.map((passing, i) => {
      const all = passing + (background[i] as number);
      return all === 0 ? NaN : passing / all;
    }),
    recall: signal.map((passing) => passing / total),
  };
}

/**
 * Average precision: sum over thresholds of (R_n - R_(n-1)) P_n, without interpolation.
 * @returns NaN when the signal's weights sum to zero
 */
export function averagePrecision({ signal, background }: ThresholdScan): number {
  const total = signal.at(-1) ?? 0;
  let [sum, before] = [0, 0];
  for (let i = 0; i < signal.length; i++) {
    const passing = signal[i] as number;
    const all = passing + (background[i] as number);
    if (all !== 0) sum += (passing - before) * (passing / all);
    before = passing;
  }
  return total === 0 ? NaN : sum / total;
}
