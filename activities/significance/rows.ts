import type { SignificanceBinRow, SignificanceScanRow, SignificanceSummaryRow } from '../../schemas/results/index.ts';
import { scanThresholds, thinEvenly } from '../../science/metrics/index.ts';
import { buildModel, combineInQuadrature, hypotest, templateWorkspace } from '../../science/statistics/index.ts';
import { effectiveEvents } from '../../science/weights/index.ts';
import type { ScoredEvents } from '../scored-events/index.ts';
import { binRows, significancesOf, type Region } from './bins.ts';
import { binnedChannel, templateOf, type BestCut, type ChannelEvents } from './channel.ts';
import { LOW_STATISTICS, type SignificanceParams } from './params.ts';
import { spreadOf } from './spread.ts';

export interface HypothesisChannels {
  readonly place: Pick<SignificanceBinRow, 'signal' | 'mass_gev' | 'discriminant'>;
  readonly channels: readonly {
    readonly name: string;
    readonly events: ChannelEvents;
    readonly best: BestCut | undefined;
  }[];
  /** `[resamples][channels]` */
  readonly resamples: (readonly (BestCut | undefined)[])[];
}

/** Thresholds of a scan that are written. */
const MOST_POINTS = 200;

export function hypothesisRows(
  { place, channels, resamples }: HypothesisChannels,
  events: ScoredEvents,
  params: SignificanceParams,
) {
  const { background_uncertainty: relative } = params;
  const binned = channels.map(({ name, events: chosen }) => ({
    name,
    found: binnedChannel(chosen, events, params.binning),
  }));
  const bins = binned.flatMap(({ name, found }) =>
    found === undefined ? [] : binRows({ ...place, channel: name }, found.edges, found.regions, relative),
  );
  const scan = channels.flatMap(({ name, events: chosen }): SignificanceScanRow[] =>
    scanRows(place, name, chosen, events, relative),
  );
  const cuts = channels.map((channel, c) =>
    cutRow(
      place,
      channel,
      resamples.map((all) => all[c]),
      events,
    ),
  );
  const summary: SignificanceSummaryRow[] = [
    ...cuts,
    combinedCut(place, cuts, resamples),
    ...binnedSummary(
      place,
      binned.flatMap(({ name, found }) => (found === undefined ? [] : [{ name, regions: found.regions }])),
      bins,
      relative,
    ),
  ];
  return { bins, scan, summary };
}

type Place = HypothesisChannels['place'];

function scanRows(
  place: Place,
  channel: string,
  { rows, scores, labels }: ChannelEvents,
  events: ScoredEvents,
  relative: number,
): SignificanceScanRow[] {
  const scan = scanThresholds({ scores, weights: events.weights, labels }, rows);
  const kept = thinEvenly(Float64Array.from(scan.thresholds.keys()), MOST_POINTS);
  return Array.from(kept, (i) => {
    const region: Region = {
      signal: scan.signal[i] as number,
      background: scan.background[i] as number,
      variance: scan.backgroundSquared[i] as number,
    };
    return {
      ...place,
      ...{ channel, threshold: scan.thresholds[i] as number },
      ...{ signal_events: region.signal, background: region.background },
      ...significancesOf(region, relative),
    };
  });
}

function cutRow(
  place: Place,
  { name, best, events: chosen }: HypothesisChannels['channels'][number],
  resamples: readonly (BestCut | undefined)[],
  events: ScoredEvents,
): SignificanceSummaryRow {
  const row = { ...place, channel: name, method: 'best-cut' as const };
  if (best === undefined)
    return {
      ...row,
      significance: null,
      error: null,
      threshold: null,
      threshold_error: null,
      bias: null,
      low_statistics: true,
    };
  const drawn = resamples.filter((one) => one !== undefined);
  const { error, median } = spreadOf(drawn.map(({ significance }) => significance));
  let [sum, squares] = [0, 0];
  for (const event of chosen.rows) {
    if (chosen.labels[event] !== 0 || (chosen.scores[event] as number) < best.threshold) continue;
    sum += events.weights[event] as number;
    squares += (events.weights[event] as number) ** 2;
  }
  return {
    ...row,
    ...{ significance: best.significance, error, threshold: best.threshold },
    threshold_error: spreadOf(drawn.map(({ threshold }) => threshold)).error,
    bias: median === null ? null : median - best.significance,
    low_statistics: effectiveEvents(sum, squares) < LOW_STATISTICS,
  };
}

function combinedCut(
  place: Place,
  cuts: readonly SignificanceSummaryRow[],
  resamples: HypothesisChannels['resamples'],
): SignificanceSummaryRow {
  const quadrature = (all: readonly (number | null)[]): number | null =>
    combineInQuadrature(all.map((value) => (value === null ? null : { significance: value, error: null })))
      ?.significance ?? null;
  const value = quadrature(cuts.map(({ significance }) => significance));
  const drawn = resamples
    .map((all) => quadrature(all.map((best) => best?.significance ?? null)))
    .filter((one) => one !== null);
  const { error, median } = spreadOf(drawn);
  return {
    ...place,
    ...{ channel: 'combined', method: 'best-cut', significance: value, error: value === null ? null : error },
    ...{ threshold: null, threshold_error: null, bias: value === null || median === null ? null : median - value },
    low_statistics: cuts.some(({ low_statistics: low }) => low),
  };
}

/** Significances of all bins: in quadrature with the background known, and by the likelihood with its uncertainties. */
function binnedSummary(
  place: Place,
  channels: readonly { readonly name: string; readonly regions: readonly Region[] }[],
  bins: readonly SignificanceBinRow[],
  relative: number,
): SignificanceSummaryRow[] {
  const common = { ...place, channel: 'combined', error: null, threshold: null, threshold_error: null, bias: null };
  const low_statistics = bins.length === 0 || bins.some((bin) => bin.low_statistics);
  const known = bins.flatMap(({ significance }) => (significance === null ? [] : [significance]));
  return [
    {
      ...common,
      method: 'bins-in-quadrature',
      significance: known.length === 0 ? null : Math.hypot(...known),
      low_statistics,
    },
    { ...common, method: 'likelihood', significance: likelihoodSignificance(channels, relative), low_statistics },
  ];
}

/** A signal that leaves this fraction of its scale of exclusion is small: Z is proportional to it. */
const SMALL = 1e-3;

/**
 * Z = sqrt(q_0) of the Asimov data with the nominal signal (arXiv:1007.1727, section 4.2). For a signal so small that its digits would
 * be lost beside the background, that of a larger small signal, scaled down: Z is proportional to it.
 */
function likelihoodSignificance(
  channels: readonly { readonly name: string; readonly regions: readonly Region[] }[],
  relative: number,
): number | null {
  if (!channels.some(({ regions }) => regions.some(({ signal }) => signal > 0))) return null;
  const rates = {
    luminosity: 0,
    normalisation: relative > 0 ? { background: relative } : {},
    statistics: true,
  };
  const { signalScale } = templateWorkspace(
    channels.map(({ name, regions }) => templateOf(name, regions)),
    rates,
  );
  const strength = Math.max(1, SMALL * signalScale);
  const templates = channels.map(({ name, regions }) => ({
    ...templateOf(name, regions),
    observed: regions.map(({ signal, background }) => strength * Math.max(0, signal) + background),
  }));
  const model = buildModel(templateWorkspace(templates, rates).workspace);
  if (model.observed === null) return null;
  const test = hypotest(model, model.observed, 0, { statistic: 'q0' });
  return test.converged ? Math.sqrt(test.q) / strength : null;
}
