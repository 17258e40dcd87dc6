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

/**
 * The same area straight from ranked events, for those who need nothing else of a scan.
 * @param order rows by falling score (`rankByFallingScore`)
 */
export function rankedArea(
  events: {
    readonly scores: Float64Array | Float32Array;
    readonly labels: ArrayLike<number>;
    readonly weights: Float64Array | Float32Array;
  },
  order: Int32Array,
): number {
  const { scores, labels, weights } = events;
  let [area, signal, background] = [0, 0, 0];
  let [tiedSignal, tiedBackground, tied] = [0, 0, NaN];
  const close = () => {
    area += tiedBackground * (signal + tiedSignal / 2);
    signal += tiedSignal;
    background += tiedBackground;
    tiedSignal = tiedBackground = 0;
  };
  for (const row of order) {
    const label = labels[row];
    if (label !== 0 && label !== 1) continue;
    const score = scores[row] as number;
    if (score !== tied) {
      close();
      tied = score;
    }
    if (label === 1) tiedSignal += weights[row] as number;
    else tiedBackground += weights[row] as number;
  }
  close();
  const pairs = signal * background;
  return pairs === 0 ? NaN : area / pairs;
}
