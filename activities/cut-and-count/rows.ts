import { eventSet, type YieldsRow } from '../../schemas/results/index.ts';
import {
  asimovSignificance,
  combineInQuadrature,
  significanceError,
  type Significance,
} from '../../science/statistics/index.ts';
import { effectiveEvents } from '../../science/weights/index.ts';
import type { Cuts } from './cuts.ts';
import { NO_YIELD, yieldKey, type TableYields } from './table-yields.ts';

/**
 * Rows for every set of events, variant, channel, `inclusive` and `combined`.
 * @param data undefined where none were gathered
 */
export function yieldsRows(
  cuts: Cuts,
  signal: TableYields,
  background: TableYields,
  data: TableYields | undefined,
): YieldsRow[] {
  return eventSet.options.flatMap((set) =>
    ['nominal', ...cuts.variants.map(({ name }) => name)].flatMap((variant) => {
      const row = (channel: string): YieldsRow => {
        const key = yieldKey(set, variant, channel);
        const place = { set, variant, channel };
        // Nothing is trained on data: all of them stand beside the test events, too.
        const observed = data === undefined ? null : (data.get(yieldKey('all', variant, channel))?.events ?? 0);
        return yieldsRow(place, signal.get(key) ?? NO_YIELD, background.get(key) ?? NO_YIELD, observed);
      };
      const channels = cuts.channels.map(({ name }) => row(name));
      return [...channels, row('inclusive'), combinedRow({ set, variant, channel: 'combined' }, channels)];
    }),
  );
}

type Place = Pick<YieldsRow, 'set' | 'variant' | 'channel'>;
type Sums = typeof NO_YIELD;

function yieldsRow(place: Place, signal: Sums, background: Sums, observed: number | null): YieldsRow {
  const [s, b] = [signal.sumOfWeights, background.sumOfWeights];
  return {
    ...place,
    signal: s,
    signal_error: Math.sqrt(signal.sumOfWeightsSquared),
    signal_events: signal.events,
    background: b,
    background_error: Math.sqrt(background.sumOfWeightsSquared),
    background_events: background.events,
    background_effective: effectiveEvents(b, background.sumOfWeightsSquared),
    background_effective_groups: effectiveEvents(b, background.sumOfGroupWeightsSquared),
    observed,
    significance: b > 0 ? asimovSignificance(s, b) : null,
    significance_error:
      b > 0 ? significanceError(s, b, signal.sumOfGroupWeightsSquared, background.sumOfGroupWeightsSquared) : null,
  };
}

/** Significances in quadrature (channels without one add nothing), yields summed, effective events of the poorest channel. */
function combinedRow(place: Place, channels: readonly YieldsRow[]): YieldsRow {
  const sum = (of: (row: YieldsRow) => number): number => channels.reduce((total, row) => total + of(row), 0);
  const combined = combineInQuadrature(channels.map(significanceOf));
  return {
    ...place,
    signal: sum((row) => row.signal),
    signal_error: Math.hypot(...channels.map((row) => row.signal_error)),
    signal_events: sum((row) => row.signal_events),
    background: sum((row) => row.background),
    background_error: Math.hypot(...channels.map((row) => row.background_error)),
    background_events: sum((row) => row.background_events),
    background_effective: Math.min(...channels.map((row) => row.background_effective)),
    background_effective_groups: Math.min(...channels.map((row) => row.background_effective_groups)),
    observed: channels.every(({ observed }) => observed === null) ? null : sum(({ observed }) => observed ?? 0),
    significance: combined?.significance ?? null,
    significance_error: combined?.error ?? null,
  };
}

const significanceOf = ({ significance, significance_error }: YieldsRow): Significance | null =>
  significance === null ? null : { significance, error: significance_error };
