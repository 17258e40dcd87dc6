import { binOfScore } from './calibration.ts';
import { confusionFigures, type ConfusionFigures } from './confusion.ts';
import type { ScoredEvents } from './threshold-scan.ts';

/** Everything that one score is judged by. NaN where a figure has no meaning. */
export interface ScoreFigures extends ConfusionFigures {
  readonly auc: number;
  readonly average_precision: number;
  readonly log_loss: number;
  readonly brier: number;
  /** Expected calibration error in the given bins. */
  readonly calibration_error: number;
}

/** What is fixed before any event is weighed again. */
export interface FigureRules {
  /** Events with `score >= threshold` are called signal. */
  readonly threshold: number;
  /** Edges of the bins of the calibration (`calibrationEdges`). */
  readonly edges: readonly number[];
}

/**
 * All figures of the events in one pass, for any multiplicities of the events: what depends on the scores alone is worked
 * out once, as a resample only changes weights.
 * @param order rows by falling score
 * @returns from multiplicities `[events]` to figures; without them each event counts once
 */
export function createScoreFigures(events: ScoredEvents, order: Int32Array, { threshold, edges }: FigureRules) {
  const counted = order.filter((row) => events.labels[row] === 0 || events.labels[row] === 1);
  const count = counted.length;
  const weights = Float64Array.from(counted, (row) => events.weights[row] as number);
  const isSignal = Uint8Array.from(counted, (row) => events.labels[row] as number);
  const scores = Float64Array.from(counted, (row) => events.scores[row] as number);
  const closesTie = Uint8Array.from(scores, (score, i) => (i + 1 === count || scores[i + 1] !== score ? 1 : 0));
  const squares = scores.map((score, i) => (score - (isSignal[i] as number)) ** 2);
  const losses = scores.map((score, i) => -Math.log(Math.max(isSignal[i] === 1 ? score : 1 - score, 2 ** -23)));
  const bins = Uint16Array.from(scores, (score) => binOfScore(score, edges));

  return (multiplicities?: Float64Array): ScoreFigures => {
    let [signal, background, area, precisions, signalBefore, backgroundBefore] = [0, 0, 0, 0, 0, 0];
    let [loss, square, tp, fp] = [0, 0, 0, 0];
    const binWeights = new Float64Array(edges.length - 1);
    const binGaps = new Float64Array(edges.length - 1);
    for (let i = 0; i < count; i++) {
      const times = multiplicities === undefined ? 1 : (multiplicities[counted[i] as number] as number);
      const weight = (weights[i] as number) * times;
      if (isSignal[i] === 1) signal += weight;
      else background += weight;
      loss += weight * (losses[i] as number);
      square += weight * (squares[i] as number);
      const bin = bins[i] as number;
      binWeights[bin] = (binWeights[bin] as number) + weight;
      binGaps[bin] = (binGaps[bin] as number) + weight * ((isSignal[i] as number) - (scores[i] as number));
      if (closesTie[i] === 0) continue;
      area += ((background - backgroundBefore) * (signalBefore + signal)) / 2;
      if (signal + background !== 0) precisions += (signal - signalBefore) * (signal / (signal + background));
      signalBefore = signal;
      backgroundBefore = background;
      if ((scores[i] as number) >= threshold) [tp, fp] = [signal, background];
    }
    let [gaps, weighed] = [0, 0];
    for (let bin = 0; bin < binWeights.length; bin++) {
      if (binWeights[bin] === 0) continue;
      gaps += Math.abs(binGaps[bin] as number);
      weighed += Math.abs(binWeights[bin] as number);
    }
    const all = signal + background;
    return {
      auc: area / (signal * background),
      average_precision: precisions / signal,
      log_loss: loss / all,
      brier: square / all,
      calibration_error: gaps / weighed,
      ...confusionFigures({
        true_positive: tp,
        false_positive: fp,
        true_negative: background - fp,
        false_negative: signal - tp,
      }),
    };
  };
}
