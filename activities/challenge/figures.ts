import { rankByFallingScore } from '../../science/metrics/index.ts';
import { combineInQuadrature } from '../../science/statistics/index.ts';
import type { SharedEvents } from './events.ts';
import { areaOf, bestOf, rankingOf } from './ranking.ts';

/** What a model is judged by; null where there is no such figure. */
export interface Figures {
  /** Area under the weighted ROC, all mass points together. */
  readonly auc: number | null;
  /**
   * The best expected significance (channels in quadrature, each at its best threshold), averaged over the mass points. Null unless every
   * mass point has one.
   */
  readonly significance: number | null;
}

/** A model's figures for given multiplicities of the events: what depends on the scores alone is worked out once. */
export function figuresOf(
  events: SharedEvents,
  scores: Float64Array | Float32Array,
  minimumEffectiveBackground: number,
): (multiplicities: Float64Array) => Figures {
  const order = rankByFallingScore(scores);
  const all = rankingOf(events, scores, order);
  const masses = [...new Set(events.masses)].filter((mass) => !Number.isNaN(mass)).sort((a, b) => a - b);
  // Without masses all signal is one hypothesis.
  const hypotheses = (masses.length > 0 ? masses : [NaN]).map((mass) =>
    events.channels.map((channel) =>
      rankingOf(
        events,
        scores,
        order.filter(
          (row) =>
            channel[row] === 1 && (events.labels[row] === 0 || masses.length === 0 || events.masses[row] === mass),
        ),
      ),
    ),
  );
  return (multiplicities) => {
    const area = areaOf(all, multiplicities);
    const significances = hypotheses.map((channels) =>
      combineInQuadrature(
        channels.map((ranking) => {
          const best = bestOf(ranking, multiplicities, minimumEffectiveBackground);
          return best === undefined ? null : { significance: best, error: null };
        }),
      ),
    );
    const sum = significances.reduce<number | null>(
      (total, one) => (total === null || one === null ? null : total + one.significance),
      0,
    );
    return {
      auc: Number.isFinite(area) ? area : null,
      significance: sum === null ? null : sum / significances.length,
    };
  };
}
