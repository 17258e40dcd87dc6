import { defineTask, file, many, table } from '../../schemas/index.ts';
import { SPLITS, type SplitName } from '../../schemas/results/index.ts';
import { decodeTreeModel, treeFeatures } from '../../science/learning/trees/index.ts';
import { readSample, type ScoredSample } from '../scoring/events.ts';
import { identifiedTable } from '../scoring/table.ts';
import { predictTreesParams } from './params.ts';

/** Events that are scored between two looks at the signal. */
const chunk = 65_536;

/**
 * Scores events with trained trees, in a table as `dropout-sampling` writes it. Trees have no passes that differ: `mean` is the
 * score and `std` 0, so that what reads such tables needs no special case.
 */
export const predictTrees = defineTask({
  kind: 'predict-trees',
  version: 1,
  queue: 'cpu',
  summary: 'Scores events with trained trees.',
  params: predictTreesParams,
  inputs: { model: file('trees'), events: many(table()) },
  outputs: { scores: table() },
  async run({ params, inputs, outputs, threads, signal, progress }) {
    const model = decodeTreeModel(await inputs.model.read());
    try {
      const features = model.inputs.map(({ feature }) => feature);
      const codes = params.part === 'all' ? [0, 1, 2] : [SPLITS.indexOf(params.part)];
      const read = (part: SplitName) =>
        inputs.events.map((input) => readSample(input, { features, parameters: [], at: {}, part }));
      const parts = await Promise.all(
        codes.map(async (code) => (await Promise.all(read(SPLITS[code] ?? 'test'))).flat()),
      );
      const samples: readonly ScoredSample[] = parts.flat();
      const values = treeFeatures(
        model.inputs,
        samples.map(({ part }) => part),
      );
      const width = features.length;
      const scores = new Float32Array(values.length / width);
      for (let first = 0; first < scores.length; first += chunk) {
        signal.throwIfAborted();
        scores.set(model.score(values.subarray(first * width, (first + chunk) * width), threads), first);
        progress({ fraction: Math.min(1, (first + chunk) / scores.length) });
        await new Promise((resolve) => setImmediate(resolve));
      }
      const split = new Int8Array(scores.length);
      let event = 0;
      parts.forEach((of, index) => {
        for (const { part } of of) {
          split.fill(codes[index] as number, event, event + part.rows.length);
          event += part.rows.length;
        }
      });
      await outputs.scores.write(
        identifiedTable(samples, [
          ['split', { values: split }],
          ['score', { values: scores }],
          ['mean', { values: scores }],
          ['std', { values: new Float32Array(scores.length) }],
        ]),
      );
    } finally {
      model.free();
    }
  },
});
