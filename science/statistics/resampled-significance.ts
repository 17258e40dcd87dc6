import { asimovSignificance } from './asimov.ts';

export interface ResampledBest {
  readonly significance: number;
  readonly threshold: number;
}

/**
 * The largest Asimov significance of `score >= threshold` when event i counts `multiplicities[i]` times: as `bestSignificance`, for
 * one resample of a bootstrap. Events of equal score pass together.
 * @param rows the events that count, by falling score; with labels 1 (signal) and 0 (background)
 * @returns undefined when no threshold leaves enough effective background
 */
export function bestOfResample(
  rows: Int32Array,
  events: {
    readonly scores: Float64Array | Float32Array;
    readonly weights: Float64Array;
    readonly labels: Int8Array;
  },
  multiplicities: Float64Array,
  minimumEffectiveBackground: number,
): ResampledBest | undefined {
  const { scores, weights, labels } = events;
  let [s, b, squares] = [0, 0, 0];
  let best: ResampledBest | undefined;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const weight = weights[row] as number;
    const times = multiplicities[row] as number;
    if (labels[row] === 1) s += times * weight;
    else {
      b += times * weight;
      squares += times * weight * weight;
    }
    const score = scores[row] as number;
    if (i + 1 < rows.length && scores[rows[i + 1] as number] === score) continue;
    if (!(b > 0) || b * b < minimumEffectiveBackground * squares) continue;
    // Z < sqrt(2 s ln(1 + s / b)) < s / sqrt(b): most thresholds need no logarithm.
    if (s <= 0 || (best !== undefined && s * s <= best.significance * best.significance * b)) continue;
    const significance = asimovSignificance(s, b);
    if (best === undefined || significance > best.significance) best = { significance, threshold: score };
  }
  return best;
}
