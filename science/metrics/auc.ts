import type { ThresholdScan } from './threshold-scan.ts';

/**
 * Area under the weighted ROC: the probability that a signal event scores above a background event, ties counted one half,
 * sum over pairs of w_s w_b ([s > b] + [s = b] / 2) / (W_s W_b). Weights may be negative; the area may then leave [0, 1].
 * @returns NaN when the signal's or the background's weights sum to zero
 */
export function areaUnderCurve(scan: ThresholdScan): number {
  const last = scan.thresholds.length - 1;
  if (last < 0) return NaN;
  let area = 0;
  let signalAbove = 0;
  let backgroundAbove = 0;
  for (let i = 0; i <= last; i++) {
    const signal = scan.signal[i] as number;
    const background = scan.background[i] as number;
    area += ((background - backgroundAbove) * (signalAbove + signal)) / 2;
    signalAbove = signal;
    backgroundAbove = background;
  }
  const pairs = signalAbove * backgroundAbove;
  return pairs === 0 ? NaN : area / pairs;
}
