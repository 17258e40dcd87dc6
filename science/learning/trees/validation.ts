import { rankByFallingScore, rankedArea } from '../../metrics/index.ts';

/** Weighted metrics of scores between 0 and 1 on events of two classes. */
export interface ScoreMetrics {
  readonly loss: number;
  readonly auc: number;
  readonly accuracy: number;
}

/** Scores nearer to 0 or 1 than float32 tells apart from them count as this far away: a loss stays finite. */
const closest = 2 ** -23;

/** Weighted mean logarithmic loss of P(signal). */
export function logarithmicLoss(scores: Float32Array, labels: Uint8Array, weights: Float32Array): number {
  let [loss, sum] = [0, 0];
  for (let event = 0; event < scores.length; event++) {
    const score = scores[event] as number;
    const right = labels[event] === 1 ? score : 1 - score;
    const weight = weights[event] as number;
    loss -= weight * Math.log(right < closest ? closest : right);
    sum += weight;
  }
  return loss / sum;
}

/** Weighted share of events on the right side of 0.5. */
export function accuracyAtHalf(scores: Float32Array, labels: Uint8Array, weights: Float32Array): number {
  let [right, sum] = [0, 0];
  for (let event = 0; event < scores.length; event++) {
    const weight = weights[event] as number;
    if ((scores[event] as number) >= 0.5 === (labels[event] === 1)) right += weight;
    sum += weight;
  }
  return right / sum;
}

export function scoreMetrics(
  scores: Float32Array,
  { labels, weights }: { readonly labels: Uint8Array; readonly weights: Float32Array },
): ScoreMetrics {
  return {
    loss: logarithmicLoss(scores, labels, weights),
    auc: rankedArea({ scores, labels, weights }, rankByFallingScore(scores)),
    accuracy: accuracyAtHalf(scores, labels, weights),
  };
}
