import { defineTask, many, records, table } from '../../schemas/index.ts';
import {
  significanceBinRow,
  significanceScanRow,
  significanceSummaryRow,
  type SignificanceBinRow,
  type SignificanceScanRow,
  type SignificanceSummaryRow,
} from '../../schemas/results/index.ts';
import { randomStream } from '../../science/learning/random.ts';
import { rankByFallingScore } from '../../science/metrics/index.ts';
import { checkScoredColumns, readScoredEvents, type ScoredEvents } from '../scored-events/index.ts';
import { bestCut, channelEvents, resampled } from './channel.ts';
import { significanceParams } from './params.ts';
import { hypothesisRows, type HypothesisChannels } from './rows.ts';

/**
 * Expected significances of each signal hypothesis: bin by bin, cut by cut, of the best cut with its uncertainty (bootstrap over
 * particle-level events), with channels combined in quadrature and by the likelihood.
 */
export const significance = defineTask({
  kind: 'significance',
  version: 1,
  queue: 'cpu',
  seeded: true,
  summary: 'Expected significances per bin, per cut and of the best cut, with uncertainties.',
  params: significanceParams,
  inputs: { events: many(table()) },
  outputs: {
    bins: records(significanceBinRow),
    scan: records(significanceScanRow),
    summary: records(significanceSummaryRow),
  },
  columns: (params, { events }) => {
    checkScoredColumns(events, { channels: params.channels, columns: Object.values(params.discriminants) });
    return {};
  },
  async run({ params, inputs, outputs, seed, signal, progress, log }) {
    const events = await readScoredEvents(inputs.events, {
      channels: params.channels,
      signalBy: params.signal_by,
      part: params.part,
      columns: [...new Set(Object.values(params.discriminants))],
    });
    const found: HypothesisChannels[] = Object.entries(params.discriminants).flatMap(([discriminant, column]) => {
      const scores = events.columns.get(column) as Float64Array;
      const falling = rankByFallingScore(scores);
      return events.hypotheses.map(({ name, mass }, hypothesis) => ({
        place: { signal: name, mass_gev: mass, discriminant },
        channels: events.channels.map(([channel, mask]) => {
          const chosen = channelEvents(events, hypothesis, scores, falling, mask);
          return { name: channel, events: chosen, best: bestCut(chosen, events, params.minimum_effective_background) };
        }),
        resamples: [],
      }));
    });
    for (let resample = 0; resample < params.resamples; resample++) {
      addResample(
        found,
        events,
        randomStream(seed, 'bootstrap', resample).uniform,
        params.minimum_effective_background,
      );
      // A pause: word of a cancellation can come through.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      progress({ fraction: (resample + 1) / params.resamples });
    }
    const bins: SignificanceBinRow[] = [];
    const scan: SignificanceScanRow[] = [];
    const summary: SignificanceSummaryRow[] = [];
    for (const hypothesis of found) {
      const rows = hypothesisRows(hypothesis, events, params);
      bins.push(...rows.bins);
      scan.push(...rows.scan);
      summary.push(...rows.summary);
      const poor = rows.summary
        .filter(({ low_statistics: low }) => low)
        .map(({ channel, method }) => `${channel} ${method}`);
      if (poor.length > 0)
        log.warn(
          { ...hypothesis.place, poor },
          'fewer than five effective background events: these numbers say little',
        );
    }
    await Promise.all([outputs.bins.write(bins), outputs.scan.write(scan), outputs.summary.write(summary)]);
  },
});

function addResample(
  hypotheses: readonly HypothesisChannels[],
  events: ScoredEvents,
  uniform: () => number,
  minimum: number,
): void {
  const multiplicities = resampled(events, uniform);
  for (const { channels, resamples } of hypotheses)
    resamples.push(channels.map(({ events: chosen }) => bestCut(chosen, events, minimum, multiplicities)));
}
