import { defineTask, file, many, records, table } from '../../schemas/index.ts';
import { convergenceRow } from '../../schemas/results/index.ts';
import { inferenceStages, sampleDropout } from '../../science/learning/dropout/index.ts';
import { decodeModel } from '../../science/learning/model-file/index.ts';
import { readSample, scoredInputs, takenBy } from '../scoring/events.ts';
import { convergenceCurve } from './curve.ts';
import { curvePoints, dropoutConvergenceParams } from './params.ts';

/**
 * How many stochastic passes are enough: the standard deviation of the mean over T passes against T, measured between groups of
 * passes, with what independent passes would give.
 */
export const dropoutConvergence = defineTask({
  kind: 'dropout-convergence',
  version: 2,
  queue: 'gpu',
  seeded: true,
  summary: 'Measures how the mean of stochastic passes settles with their number.',
  params: dropoutConvergenceParams,
  inputs: { model: file('safetensors'), events: many(table()) },
  outputs: { curve: records(convergenceRow) },
  async run(context) {
    const { params, inputs, outputs, seed, threads, signal } = context;
    const model = decodeModel(await inputs.model.read());
    const { part, at = {}, label_column: labelColumn, passes, masks, chunk } = params;
    const scoring = { ...takenBy([model]), at, part, labelColumn, classes: model.classes };
    const read = (await Promise.all(inputs.events.map((input) => readSample(input, scoring)))).flat();
    const { features, samples } = scoredInputs(model.inputs, read);
    const points = curvePoints(params);
    const scores = await sampleDropout(
      { stages: inferenceStages(model), features, passes, masks, chunk, seed, convergence: points },
      {
        threads,
        signal,
        progressSeconds: 0.2,
        progress: (fraction, rate) => {
          context.progress({ fraction, eventsPerSecond: rate / passes });
        },
      },
    );
    await outputs.curve.write(convergenceCurve(samples, scores, points, passes));
  },
});
