import { defineTask, file, many, table } from '../../schemas/index.ts';
import { binaryEntropy, emptyScores } from '../../science/learning/dropout/scores.ts';
import { decodeTreeModel, treeFeatures } from '../../science/learning/trees/index.ts';
import { readSample } from '../scoring/events.ts';
import { scoreTable } from '../scoring/table.ts';
import { predictTreesParams } from './params.ts';

/** Events that are scored between two looks at the signal. */
const chunk = 65_536;

/**
 * Scores events with trained trees, in a table as `predict` and `dropout-sampling` write it. Trees have no passes that differ:
 * `mean` is the score, `std` and `mutual_information` are 0, so that what reads such tables needs no special case.
 */
export const predictTrees = defineTask({
  kind: 'predict-trees',
  version: 2,
  queue: 'cpu',
  summary: 'Scores events with trained trees.',
  params: predictTreesParams,
  inputs: { model: file('trees'), events: many(table()) },
  outputs: { scores: table() },
  async run({ params, inputs, outputs, threads, signal, progress }) {
    const { part, label_column: labelColumn } = params;
    const keep = [...(part === 'all' ? ['split'] : []), ...(params.keep ?? [])];
    const model = decodeTreeModel(await inputs.model.read());
    try {
      const features = model.inputs.map(({ feature }) => feature);
      const scoring = { features, parameters: [], at: {}, part, keep, labelColumn };
      const samples = (await Promise.all(inputs.events.map((input) => readSample(input, scoring)))).flat();
      const values = treeFeatures(
        model.inputs,
        samples.map((sample) => sample.part),
      );
      const width = features.length;
      const events = values.length / width;
      const scores = emptyScores(events, 1);
      for (let first = 0; first < events; first += chunk) {
        signal.throwIfAborted();
        scores.score.set(model.score(values.subarray(first * width, (first + chunk) * width), threads), first);
        progress({ fraction: Math.min(1, (first + chunk) / events) });
        await new Promise((resolve) => setImmediate(resolve));
      }
      scores.mean.set(scores.score);
      for (let event = 0; event < events; event++) scores.entropy[event] = binaryEntropy(scores.score[event] as number);
      await outputs.scores.write(scoreTable(samples, scores, { keep }));
    } finally {
      model.free();
    }
  },
});
