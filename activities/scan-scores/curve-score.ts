import type { Curves } from '../../schemas/results/index.ts';
import { binOf, equalBins } from '../../science/metrics/index.ts';
import { compensatedSum, pickWeights, sumOfGroupWeightsSquared } from '../../science/weights/index.ts';
import { shortened } from './shortened.ts';
import type { TestEvents } from './scores.ts';

const EDGES = equalBins(0, 1, 50);
const BINS = EDGES.length - 1;

/** Histograms of the score without dropout: each background process, each mass point. */
export function scoreHistograms(events: TestEvents, masses: readonly number[]): Curves['score'] {
  const bins = binOf(events.ranked.network.scores, EDGES);
  const background = byKey(events.rows, (row) => (events.labels[row] === 1 ? undefined : events.processes[row]));
  const signal = byKey(events.rows, (row) => (events.labels[row] === 1 ? events.masses[row] : undefined));
  return {
    edges: [...EDGES],
    backgrounds: [...background].map(([process, rows]) => ({ process, ...binned(events, bins, rows) })),
    signals: masses.map((mass) => ({ mass_gev: mass, ...binned(events, bins, signal.get(mass) ?? []) })),
  };
}

function byKey<K>(rows: number, keyOf: (row: number) => K | undefined): Map<K, number[]> {
  const groups = new Map<K, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function binned(events: TestEvents, bins: Int32Array, rows: readonly number[]) {
  const perBin = Array.from({ length: BINS }, (): number[] => []);
  for (const row of rows) perBin[bins[row] as number]?.push(row);
  const inBin = perBin.map((list) => Int32Array.from(list));
  return {
    sum_of_weights: inBin.map((list) => shortened(compensatedSum(pickWeights(events.weights, list)))),
    error: inBin.map((list) => shortened(Math.sqrt(sumOfGroupWeightsSquared(events.weights, events.groups, list)))),
  };
}
