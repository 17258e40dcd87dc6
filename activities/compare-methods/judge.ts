import { rankByFallingScore } from '../../science/metrics/index.ts';
import { asimovSignificance, bestOfResample, combineInQuadrature } from '../../science/statistics/index.ts';
import { effectiveEvents } from '../../science/weights/index.ts';
import type { ScoredEvents } from '../scored-events/index.ts';
import type { Method } from './methods.ts';

/** The significance of one method for one hypothesis when events count as often as `multiplicities` says; null without one. */
export type Judge = (multiplicities: Float64Array) => number | null;

/** A judge for each hypothesis; ranks and channels are worked out once. */
export function judgesOf(method: Method, events: ScoredEvents, minimum: number): readonly Judge[] {
  const falling = rankByFallingScore(method.scores);
  return events.hypotheses.map((_, hypothesis) => {
    const channels = channelsOf(events, hypothesis, method.fixed ? passing(method, falling) : falling);
    return (multiplicities) => {
      const best = channels.map(({ rows, labels }) => {
        const found = method.fixed
          ? ofAll(rows, labels, events.weights, multiplicities)
          : bestOfResample(rows, { scores: method.scores, weights: events.weights, labels }, multiplicities, minimum)
              ?.significance;
        return found === undefined ? null : { significance: found, error: null };
      });
      return combineInQuadrature(best)?.significance ?? null;
    };
  });
}

/** Effective background events behind a method's choice on all events: of the poorest channel that has a significance. */
export function effectiveBackground(method: Method, events: ScoredEvents, hypothesis: number, minimum: number): number {
  const falling = rankByFallingScore(method.scores);
  const once = new Float64Array(events.rows).fill(1);
  const channels = channelsOf(events, hypothesis, method.fixed ? passing(method, falling) : falling);
  const effective = channels.flatMap(({ rows, labels }) => {
    const best = method.fixed
      ? { threshold: 1 }
      : bestOfResample(rows, { scores: method.scores, weights: events.weights, labels }, once, minimum);
    if (best === undefined) return [];
    let [sum, squares] = [0, 0];
    for (const row of rows) {
      if (labels[row] !== 0 || (method.scores[row] as number) < best.threshold) continue;
      sum += events.weights[row] as number;
      squares += (events.weights[row] as number) ** 2;
    }
    return [effectiveEvents(sum, squares)];
  });
  return effective.length === 0 ? 0 : Math.min(...effective);
}

const passing = ({ scores }: Method, falling: Int32Array): Int32Array => falling.filter((row) => scores[row] === 1);

function channelsOf(events: ScoredEvents, hypothesis: number, falling: Int32Array) {
  return events.channels.map(([, mask]) => {
    const labels = Int8Array.from(events.labels, (label, row) =>
      mask[row] === 1 && (label === 0 || (label === 1 && events.signals[row] === hypothesis)) ? label : -1,
    );
    return { labels, rows: falling.filter((row) => labels[row] !== -1) };
  });
}

function ofAll(
  rows: Int32Array,
  labels: Int8Array,
  weights: Float64Array,
  multiplicities: Float64Array,
): number | undefined {
  let [s, b] = [0, 0];
  for (const row of rows) {
    const weight = (weights[row] as number) * (multiplicities[row] as number);
    if (labels[row] === 1) s += weight;
    else b += weight;
  }
  return b > 0 ? asimovSignificance(s, b) : undefined;
}
