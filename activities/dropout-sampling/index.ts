import { defineTask, file, many, table } from '../../schemas/index.ts';
import { SPLITS } from '../../schemas/results/index.ts';
import { inferenceStages, sampleDropout } from '../../science/learning/dropout/index.ts';
import { decodeModel } from '../../science/learning/model-file/index.ts';
import { readSample, scoredInputs } from './events.ts';
import { dropoutSamplingParams } from './params.ts';
import { scoreTable } from './scores.ts';

/**
 * Monte-Carlo dropout: scores every event of a subset once without dropout and many times with it. The spread of the
 * passes says how sure the network is of the event.
 */
export const dropoutSampling = defineTask({
  kind: 'dropout-sampling',
  version: 1,
  queue: 'gpu',
  seeded: true,
  summary: 'Scores events with a trained network, in many passes with dropout switched on.',
  params: dropoutSamplingParams,
  inputs: { model: file('safetensors'), events: many(table()) },
  outputs: { scores: table() },
  async run(context) {
    const { params, inputs, outputs, seed, threads, signal, log } = context;
    const model = decodeModel(await inputs.model.read());
    const features = [...new Set(model.inputs.map(({ feature }) => feature))];
    const split = SPLITS.indexOf(params.part);
    const read = await Promise.all(inputs.events.map((input) => readSample(input, features, split)));
    const { features: values, samples, leftOut } = scoredInputs(model.inputs, read);
    if (leftOut > 0) log.warn({ events: leftOut }, 'events with missing values have no score (padding drop-events)');
    const stages = inferenceStages(model);
    if (stages.every(({ dropout }) => dropout === 0))
      log.warn({}, 'the network has no dropout: all passes are equal and every standard deviation is 0');
    const scores = await sampleDropout(
      { stages, features: values, passes: params.passes, masks: params.masks, chunk: params.chunk, seed },
      {
        threads,
        signal,
        progressSeconds: 0.2,
        progress: (fraction, rate) => {
          context.progress({ fraction, eventsPerSecond: rate / params.passes });
        },
      },
    );
    await outputs.scores.write(scoreTable(samples, scores));
  },
});
