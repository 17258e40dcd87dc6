import { defineTask, InputError, json, many, records, table } from '../../schemas/index.ts';
import {
  evaluationSchema,
  FIGURES,
  metricRow,
  type ClosenessRow,
  type EvaluatedPart,
} from '../../schemas/results/index.ts';
import { closeness } from './closeness.ts';
import { readEvaluatedEvents } from './events.ts';
import { judge } from './judge.ts';
import { evaluateParams } from './params.ts';

/**
 * Judges scores: every figure with a bootstrap interval, thresholds with their confusion matrices, calibration, and how close
 * the scores of training and test events are. Tables that hold several subsets (column `split`) are judged by subset.
 */
export const evaluate = defineTask({
  kind: 'evaluate',
  version: 2,
  queue: 'cpu',
  seeded: true,
  summary:
    'Judges scores: ROC and precision-recall areas, accuracy, kappa, F1, calibration, train and test closeness, with intervals.',
  params: evaluateParams,
  inputs: { scores: many(table()) },
  outputs: { evaluation: json(evaluationSchema), metrics: records(metricRow) },
  async run({ params, inputs, outputs, seed, signal, progress }) {
    if (inputs.scores.length === 0)
      throw new InputError('no-scores', 'there is no table of scores to evaluate', {
        expected: 'at least one',
        mend: 'check the rule by which the task gathers its inputs',
      });
    const tables = await Promise.all(inputs.scores.map((input) => readEvaluatedEvents(input, params)));
    const all = tables.flat();
    const resamples = params.bootstrap?.resamples ?? 1;
    // A pause now and then: word of a cancellation can come through
    const pause = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    };
    const parts: EvaluatedPart[] = [];
    for (const [index, events] of all.entries())
      parts.push(
        await judge(events, params, seed, async (done) => {
          progress({ fraction: (index + done / resamples) / all.length });
          await pause();
        }),
      );
    const apart: ClosenessRow[] = [];
    for (const subsets of tables)
      for (const [index, one] of subsets.entries())
        for (const other of subsets.slice(index + 1).filter(({ signal: of }) => of === one.signal))
          apart.push(...(await closeness([one, other], params.permutations, seed, pause)));
    await Promise.all([
      outputs.evaluation.write({
        weights: params.weights,
        confidence: params.bootstrap?.confidence ?? null,
        parts,
        closeness: apart,
      }),
      outputs.metrics.write(
        parts.flatMap(({ table, part, signal: of, figures }) =>
          FIGURES.map((metric) => ({ table, part, signal: of, metric, ...figures[metric] })),
        ),
      ),
    ]);
  },
});
