import { asimovSignificance } from '../../science/statistics/index.ts';
import { effectiveEvents } from '../../science/weights/index.ts';
import type { SharedEvents } from './events.ts';

/** Some events by falling score, ready to be summed up again and again. All arrays `[chosen events]`. */
export interface Ranking {
  /** Rows of the shared events. */
  readonly rows: Int32Array;
  readonly weights: Float64Array;
  readonly labels: Int8Array;
  /** 1 where the next event has another score: no threshold can part events of equal score. */
  readonly ends: Uint8Array;
}

/** @param rows by falling score */
export function rankingOf(
  { weights, labels }: SharedEvents,
  scores: Float64Array | Float32Array,
  rows: Int32Array,
): Ranking {
  return {
    rows,
    weights: Float64Array.from(rows, (row) => weights[row] as number),
    labels: Int8Array.from(rows, (row) => labels[row] as number),
    ends: Uint8Array.from(rows, (row, i) => (scores[row] === scores[rows[i + 1] ?? -1] ? 0 : 1)),
  };
}

/**
 * `areaUnderCurve` of these events, each counted as often as `multiplicities` says; nothing is allocated.
 * @returns NaN when the signal's or the background's weights sum to zero
 */
export function areaOf({ rows, weights, labels, ends }: Ranking, multiplicities: Float64Array): number {
  let [area, signal, background, signalAbove, backgroundAbove] = [0, 0, 0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const weight = (weights[i] as number) * (multiplicities[rows[i] as number] as number);
    if (labels[i] === 1) signal += weight;
    else background += weight;
    if (ends[i] === 0) continue;
    area += ((background - backgroundAbove) * (signalAbove + signal)) / 2;
    signalAbove = signal;
    backgroundAbove = background;
  }
  const pairs = signal * background;
  return pairs === 0 ? NaN : area / pairs;
}

/**
 * The significance of `bestSignificance` for these events, each counted as often as `multiplicities` says. Z <= s / sqrt(b), so the
 * logarithms are worked out only where that bound exceeds the best so far.
 * @returns undefined when no threshold leaves enough background
 */
export function bestOf(
  { rows, weights, labels, ends }: Ranking,
  multiplicities: Float64Array,
  minimumEffectiveBackground: number,
): number | undefined {
  let best: number | undefined;
  let [signal, background, backgroundSquared] = [0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const times = multiplicities[rows[i] as number] as number;
    const weight = weights[i] as number;
    if (labels[i] === 1) signal += weight * times;
    else {
      background += weight * times;
      // An event that is there twice is two events: its square counts twice.
      backgroundSquared += weight * weight * times;
    }
    if (ends[i] === 0 || !(background > 0)) continue;
    if (best !== undefined && !(signal > 0 && signal * signal > best * best * background)) continue;
    if (effectiveEvents(background, backgroundSquared) < minimumEffectiveBackground) continue;
    const significance = asimovSignificance(signal, background);
    if (best === undefined || significance > best) best = significance;
  }
  return best;
}
