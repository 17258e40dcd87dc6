import { poissonMultiplicities } from '../../science/metrics/index.ts';
import { bestOfResample, binIndices, scoreBinEdges, type TemplateChannel } from '../../science/statistics/index.ts';
import type { BinningParams, ScoredEvents } from '../scored-events/index.ts';
import type { Region } from './bins.ts';

/** One channel of one hypothesis: what its rows are. */
export interface ChannelEvents {
  /** By falling score. */
  readonly rows: Int32Array;
  readonly scores: Float64Array;
  /** 1 the hypothesis' signal, 0 background, -1 what does not count. */
  readonly labels: Int8Array;
}

export function channelEvents(
  events: ScoredEvents,
  hypothesis: number,
  scores: Float64Array,
  falling: Int32Array,
  mask: Uint8Array,
): ChannelEvents {
  const labels = Int8Array.from(events.labels, (label, row) =>
    mask[row] === 1 && (label === 0 || (label === 1 && events.signals[row] === hypothesis)) ? label : -1,
  );
  return { scores, labels, rows: falling.filter((row) => labels[row] !== -1) };
}

/** Bins with what each holds; undefined where there is no signal or too little background for one bin. */
export function binnedChannel(
  { rows: all, scores, labels }: ChannelEvents,
  events: ScoredEvents,
  binning: BinningParams,
): { readonly edges: Float64Array; readonly regions: readonly Region[] } | undefined {
  const { weights, groups } = events;
  const { from = -Infinity } = binning;
  const rows = all.filter((row) => (scores[row] as number) >= from);
  if (!rows.some((row) => labels[row] === 1 && (weights[row] as number) > 0)) return undefined;
  const edges = scoreBinEdges(
    { scores, weights, labels },
    {
      method: binning.method,
      bins: binning.bins,
      minimumEffectiveBackground: binning.minimum_effective_background,
      low: binning.low,
      high: binning.high,
    },
    rows.toReversed(),
  );
  if (edges === undefined) return undefined;
  const bins = binIndices(
    Float64Array.from(rows, (row) => scores[row] as number),
    edges,
    binning.overflow,
  );
  const regions = Array.from({ length: edges.length - 1 }, () => ({ signal: 0, background: 0, variance: 0 }));
  const sums = regions.map(() => new Map<number, number>());
  for (const [i, row] of rows.entries()) {
    const bin = bins[i] as number;
    const region = regions[bin];
    if (region === undefined) continue;
    const weight = weights[row] as number;
    if (labels[row] === 1) region.signal += weight;
    else {
      region.background += weight;
      const ofGroup = sums[bin] as Map<number, number>;
      const group = groups[row] as number;
      ofGroup.set(group, (ofGroup.get(group) ?? 0) + weight);
    }
  }
  for (const [bin, ofGroup] of sums.entries()) {
    const region = regions[bin] as { variance: number };
    for (const sum of ofGroup.values()) region.variance += sum * sum;
  }
  return { edges, regions };
}

/** A likelihood of the bins with one background. */
export function templateOf(name: string, regions: readonly Region[]): TemplateChannel {
  const of = (pick: (region: Region) => number): number[] => regions.map(pick);
  return {
    name,
    signal: { process: 'signal', sumOfWeights: of(({ signal }) => signal), error: of(() => 0), shapes: [] },
    backgrounds: [
      {
        process: 'background',
        sumOfWeights: of(({ background }) => background),
        error: of(({ variance }) => Math.sqrt(variance)),
        shapes: [],
      },
    ],
  };
}

export interface BestCut {
  readonly significance: number;
  readonly threshold: number;
}

/** The best cut, on all events or on a resample of them. */
export const bestCut = (
  channel: ChannelEvents,
  events: ScoredEvents,
  minimum: number,
  multiplicities: Float64Array = new Float64Array(events.rows).fill(1),
): BestCut | undefined =>
  bestOfResample(channel.rows, { ...channel, weights: events.weights }, multiplicities, minimum);

/** How often each event counts in a resample: particle-level events are drawn, their responses stay together. */
export function resampled(events: ScoredEvents, uniform: () => number): Float64Array {
  const drawn = poissonMultiplicities(events.groupCount, uniform);
  return Float64Array.from(events.groups, (group) => drawn[group] as number);
}
