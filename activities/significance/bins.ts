import type { SignificanceBinRow } from '../../schemas/results/index.ts';
import { asimovSignificance, asimovSignificanceWithUncertainty } from '../../science/statistics/index.ts';
import { effectiveEvents } from '../../science/weights/index.ts';
import { LOW_STATISTICS } from './params.ts';

/** What a region holds. */
export interface Region {
  readonly signal: number;
  readonly background: number;
  /** Of the background, from the finite simulation. */
  readonly variance: number;
}

/** The significances of a region; null without a positive background. */
export function significancesOf({ signal, background, variance }: Region, relative: number) {
  const known = background > 0;
  const effective = effectiveEvents(background, variance);
  return {
    significance: known ? asimovSignificance(signal, background) : null,
    significance_with_uncertainty: known
      ? asimovSignificanceWithUncertainty(signal, background, Math.hypot(relative * background, Math.sqrt(variance)))
      : null,
    background_effective: effective,
    low_statistics: effective < LOW_STATISTICS,
  };
}

type Place = Pick<SignificanceBinRow, 'signal' | 'mass_gev' | 'discriminant' | 'channel'>;

export function binRows(
  place: Place,
  edges: Float64Array,
  regions: readonly Region[],
  relative: number,
): SignificanceBinRow[] {
  return regions.map((region, bin) => ({
    ...place,
    low: edges[bin] as number,
    high: edges[bin + 1] as number,
    signal_events: region.signal,
    background: region.background,
    background_error: Math.sqrt(region.variance),
    ...significancesOf(region, relative),
  }));
}
