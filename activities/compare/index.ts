import { defineTask, InputError, json, many, records, table } from '../../schemas/index.ts';
import { curvesSchema, massPointRow, summarySchema, yieldsRow } from '../../schemas/results/index.ts';
import { rocCurves } from './curve-roc.ts';
import { scoreHistograms } from './curve-score.ts';
import { significanceCurves } from './curve-significance.ts';
import { spreadHistograms } from './curve-spread.ts';
import { massPointRows } from './mass-points.ts';
import { compareParams } from './params.ts';
import { readReference } from './reference.ts';
import { scanCategory, signalMasses, type MethodScans } from './scans.ts';
import { readTestEvents } from './scores.ts';
import { summarise } from './summary.ts';

/**
 * Compares one category's network with cut and count: the best expected significance of a cut on the score (with and without
 * the mean over stochastic passes) at each mass point, channel by channel, on the test events scaled to the full luminosity.
 */
export const compare = defineTask({
  kind: 'compare',
  version: 1,
  queue: 'cpu',
  summary: 'Compares the network of a category with cut and count.',
  params: compareParams,
  inputs: { scores: table(), yields: many(records(yieldsRow)) },
  outputs: { summary: json(summarySchema), mass_points: records(massPointRow), curves: json(curvesSchema) },
  async run({ params, inputs, outputs, log }) {
    const events = await readTestEvents(
      inputs.scores,
      params,
      inputs.yields.map(({ origin }) => origin),
    );
    const masses = signalMasses(events);
    const reference = await readReference(inputs.yields, masses);
    const scans = scanCategory(events, masses);
    requirePositiveSums(scans.network, inputs.scores.origin);
    const rows = massPointRows(events, scans, reference, params.minimum_effective_background);
    for (const { mass_gev, channel, method, significance } of rows) {
      if (significance === null)
        log.warn({ mass_gev, channel, method }, 'no significance: too little background is left');
    }
    await Promise.all([
      outputs.summary.write(summarise(events, scans, rows)),
      outputs.mass_points.write(rows),
      outputs.curves.write({
        model: reference.model,
        scenario: reference.scenario,
        score: scoreHistograms(events, masses),
        roc: rocCurves(scans),
        significance: significanceCurves(scans, rows),
        minimum_effective_background: params.minimum_effective_background,
        dropout_std: spreadHistograms(events, params.passes),
      }),
    ]);
  },
});

/** @throws InputError `sum-of-weights`: efficiencies and areas have no meaning without positive yields */
function requirePositiveSums({ masses }: MethodScans, sample: string): void {
  for (const { mass, all } of masses) {
    const sums = {
      [`signal test events of ${mass} GeV`]: all.signal.at(-1),
      'background test events': all.background.at(-1),
    };
    for (const [name, sum = 0] of Object.entries(sums)) {
      if (sum > 0) continue;
      throw new InputError('sum-of-weights', `the weights of the ${name} sum to ${sum}`, {
        place: { sample },
        expected: 'a positive sum',
        mend: 'check the negative weights of the samples, or give the test subset more events',
      });
    }
  }
}
