import type { TreeEvents } from '../events.ts';
import { loadXgboost, type Booster } from './binding.ts';
import { matrixEvents } from './train.ts';

/** Measures of importance by number of the input. */
export interface XgboostImportance {
  readonly gain: readonly number[];
  readonly totalGain: readonly number[];
  readonly cover: readonly number[];
  readonly splits: readonly number[];
  /** Mean of |SHAP value| of the margin over the events, weighted; null without events. */
  readonly shap: readonly number[] | null;
}

/**
 * @param events on which SHAP values are taken; it costs (depth^2 x leaves x trees) an event
 */
export function xgboostImportance(
  booster: Booster,
  names: readonly string[],
  events: TreeEvents | null,
  threads: number,
): XgboostImportance {
  const of = (kind: Parameters<Booster['importance']>[0]): number[] => {
    const found = booster.importance(kind);
    return names.map((name) => found.get(name) ?? 0);
  };
  return {
    gain: of('gain'),
    totalGain: of('total_gain'),
    cover: of('cover'),
    splits: of('weight'),
    shap: events === null || events.labels.length === 0 ? null : meanContributions(booster, events, threads),
  };
}

function meanContributions(booster: Booster, events: TreeEvents, threads: number): number[] {
  const { width, weights } = events;
  const matrix = loadXgboost().matrix(matrixEvents(events), threads);
  let values: Float32Array;
  try {
    values = booster.contributions(matrix);
  } finally {
    matrix.free();
  }
  const sums = new Float64Array(width);
  let total = 0;
  for (let event = 0; event < weights.length; event++) {
    const weight = weights[event] as number;
    total += weight;
    for (let input = 0; input < width; input++)
      sums[input] = (sums[input] as number) + weight * Math.abs(values[event * (width + 1) + input] as number);
  }
  return Array.from(sums, (sum) => sum / total);
}
