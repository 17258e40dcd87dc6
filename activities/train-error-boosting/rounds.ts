import type { BoostingRow, SplitName } from '../../schemas/results/index.ts';
import { misjudged, type ErrorBoosting } from '../../science/learning/error-boosting.ts';
import type { EventSet } from '../../science/learning/index.ts';
import { scoreMetrics } from '../../science/learning/trees/index.ts';

/** What a round's network makes of a subset. */
export interface JudgedSubset {
  readonly part: SplitName;
  readonly events: EventSet;
  readonly scores: Float64Array;
}

/** A row for each subset. @param factors on the weights of the training events that the round was trained with */
export function roundRows(
  round: number,
  subsets: readonly JudgedSubset[],
  factors: Float64Array,
  boosting: ErrorBoosting,
  bestEpoch: number,
): readonly BoostingRow[] {
  return subsets.map(({ part, events: { labels, weights }, scores }) => {
    const wrong = misjudged(scores, labels, boosting);
    const metrics = scoreMetrics(Float32Array.from(scores), { labels: Uint8Array.from(labels), weights });
    const trained = part === 'train';
    return {
      round,
      part,
      ...metrics,
      misjudged: share(weights, wrong),
      trained_share: trained
        ? share(
            weights.map((weight, event) => weight * (factors[event] as number)),
            wrong,
          )
        : null,
      spread: trained ? extent(factors) : null,
      best_epoch: bestEpoch,
    };
  });
}

function share(weights: Float32Array, flags: Uint8Array): number {
  let [all, flagged] = [0, 0];
  weights.forEach((weight, event) => {
    all += weight;
    if (flags[event] === 1) flagged += weight;
  });
  return flagged / all;
}

function extent(factors: Float64Array): number {
  let [low, high] = [Infinity, -Infinity];
  for (const factor of factors) {
    if (factor < low) low = factor;
    if (factor > high) high = factor;
  }
  return high / low;
}
