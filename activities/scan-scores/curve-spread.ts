import type { Curves } from '../../schemas/results/index.ts';
import { binOf, logarithmicBins } from '../../science/metrics/index.ts';
import type { TestEvents } from './scores.ts';
import { meanSpread } from './quality.ts';

const EDGES = logarithmicBins(1e-7, 0.5, 67);

/** Histograms of the standard deviation over the passes, raw events of each class. */
export function spreadHistograms(events: TestEvents, passes: number): Curves['dropout_std'] {
  const bins = binOf(events.spread, EDGES);
  const ofClass = (label: 0 | 1) => {
    const counts = new Array<number>(EDGES.length - 1).fill(0);
    for (let row = 0; row < events.rows; row++) {
      if (events.labels[row] === label) counts[bins[row] as number] = (counts[bins[row] as number] ?? 0) + 1;
    }
    return { mean: meanSpread(events, label), events: counts };
  };
  return { edges: [...EDGES], passes, signal: ofClass(1), background: ofClass(0) };
}
