import { defineTask, InputError, json, records, table } from '../../schemas/index.ts';
import { curvesSchema, massPointRow, scoreQuality } from '../../schemas/results/index.ts';
import { rocCurves } from './curve-roc.ts';
import { scoreHistograms } from './curve-score.ts';
import { significanceCurves } from './curve-significance.ts';
import { spreadHistograms } from './curve-spread.ts';
import { massPointRows } from './mass-points.ts';
import { scanScoresParams } from './params.ts';
import { scoreQualityOf } from './quality.ts';
import { scanCategory, signalMasses, type MethodScans } from './scans.ts';
import { readTestEvents } from './scores.ts';

/**
 * Scans the cut on a network's score (with and without the mean over stochastic passes) over the test events scaled to the full
 * luminosity: areas under the ROC, and the best expected significance at each mass point, channel by channel.
 */
export const scanScores = defineTask({
  kind: 'scan-scores',
  version: 1,
  queue: 'cpu',
  summary: "Quality of a network's scores, and the best expected significance of a cut on them.",
  params: scanScoresParams,
  inputs: { scores: table() },
  outputs: { quality: json(scoreQuality), mass_points: records(massPointRow), curves: json(curvesSchema) },
  async run({ params, inputs, outputs, log }) {
    const events = await readTestEvents(inputs.scores, params);
    const masses = signalMasses(events);
    const scans = scanCategory(events, masses);
    requirePositiveSums(scans.network, inputs.scores.origin);
    const rows = massPointRows(events, scans, params.minimum_effective_background);
    for (const { mass_gev, channel, method, significance } of rows) {
      if (significance === null)
        log.warn({ mass_gev, channel, method }, 'no significance: too little background is left');
    }
    await Promise.all([
      outputs.quality.write(scoreQualityOf(events, scans)),
      outputs.mass_points.write(rows),
      outputs.curves.write({
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
