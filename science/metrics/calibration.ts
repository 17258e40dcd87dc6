import type { ScoredEvents } from './threshold-scan.ts';

/** Events of about one score: what the model says of them and what they are. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly events: number;
  readonly sum_of_weights: number;
  /** Weighted mean score. */
  readonly mean_score: number;
  /** Weighted share of signal. */
  readonly signal_share: number;
}

/** How bins of the score are cut: `width`: equal widths between 0 and 1; `weight`: about equal sums of |weight|. */
export type CalibrationCut = 'width' | 'weight';

/**
 * Edges of bins of the score, rising from 0 to 1; a bin holds low < score <= high, the first one 0 too.
 * @param order rows by falling score, for `weight`
 */
export function calibrationEdges(events: ScoredEvents, order: Int32Array, bins: number, cut: CalibrationCut): number[] {
  if (cut === 'width') return Array.from({ length: bins + 1 }, (_, i) => i / bins);
  const edges = [0];
  let total = 0;
  for (const row of order) total += Math.abs(events.weights[row] as number);
  let sum = 0;
  for (let i = order.length - 1; i > 0; i--) {
    const row = order[i] as number;
    sum += Math.abs(events.weights[row] as number);
    const score = events.scores[row] as number;
    const next = events.scores[order[i - 1] as number] as number;
    if (edges.length < bins && sum >= (total * edges.length) / bins && next > score && score > (edges.at(-1) as number))
      edges.push(score);
  }
  return [...edges, 1];
}

/** @throws nothing: bins without weight have NaN for means */
export function calibrationBins({ scores, weights, labels }: ScoredEvents, edges: readonly number[]): CalibrationBin[] {
  const bins = edges.length - 1;
  const [events, sums, score, signal] = Array.from({ length: 4 }, () => new Float64Array(bins)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let event = 0; event < scores.length; event++) {
    if (labels[event] !== 0 && labels[event] !== 1) continue;
    const bin = binOfScore(scores[event] as number, edges);
    const weight = weights[event] as number;
    events[bin] = (events[bin] as number) + 1;
    sums[bin] = (sums[bin] as number) + weight;
    score[bin] = (score[bin] as number) + weight * (scores[event] as number);
    if (labels[event] === 1) signal[bin] = (signal[bin] as number) + weight;
  }
  return Array.from({ length: bins }, (_, bin) => ({
    low: edges[bin] as number,
    high: edges[bin + 1] as number,
    events: events[bin] as number,
    sum_of_weights: sums[bin] as number,
    mean_score: (score[bin] as number) / (sums[bin] as number),
    signal_share: (signal[bin] as number) / (sums[bin] as number),
  }));
}

/** Number of the bin of a score: low < score <= high. */
export function binOfScore(score: number, edges: readonly number[]): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (score <= (edges[middle + 1] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Expected calibration error (Naeini, Cooper, Hauskrecht, AAAI 2015): mean over bins of |share - score|, weighted by the bins' |sum of weights|. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  let [error, total] = [0, 0];
  for (const { sum_of_weights: sum, mean_score: score, signal_share: share } of bins) {
    if (sum === 0) continue;
    error += Math.abs(sum) * Math.abs(share - score);
    total += Math.abs(sum);
  }
  return error / total;
}

/** Weighted mean of (score - label)^2 (Brier, Monthly Weather Review 78 (1950) 1). */
export function brierScore({ scores, weights, labels }: ScoredEvents): number {
  let [sum, total] = [0, 0];
  for (let event = 0; event < scores.length; event++) {
    const label = labels[event];
    if (label !== 0 && label !== 1) continue;
    const weight = weights[event] as number;
    sum += weight * ((scores[event] as number) - label) ** 2;
    total += weight;
  }
  return sum / total;
}

/** Weighted mean of -ln P(right class). @param least what a smaller probability counts as */
export function logLoss({ scores, weights, labels }: ScoredEvents, least = 2 ** -23): number {
  let [sum, total] = [0, 0];
  for (let event = 0; event < scores.length; event++) {
    const label = labels[event];
    if (label !== 0 && label !== 1) continue;
    const weight = weights[event] as number;
    const score = scores[event] as number;
    sum -= weight * Math.log(Math.max(label === 1 ? score : 1 - score, least));
    total += weight;
  }
  return sum / total;
}
