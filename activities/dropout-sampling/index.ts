import { defineTask, file, many, table } from '../../schemas/index.ts';
import { inferenceStages, sampleDropout } from '../../science/learning/dropout/index.ts';
import { decodeModel, outputNames } from '../../science/learning/model-file/index.ts';
import { readSample, scoredInputs, takenBy } from '../scoring/events.ts';
import { scoreTable } from '../scoring/table.ts';
import { dropoutSamplingParams } from './params.ts';

/**
 * Monte-Carlo dropout: scores every event of a subset once without dropout and many times with it. The spread of the
 * passes says how sure the network is of the event.
 */
export const dropoutSampling = defineTask({
  kind: 'dropout-sampling',
  version: 2,
  queue: 'gpu',
  seeded: true,
  summary: 'Scores events with a trained network, in many passes with dropout switched on.',
  params: dropoutSamplingParams,
  inputs: { model: file('safetensors'), events: many(table()) },
  outputs: { scores: table() },
  async run(context) {
    const { params, inputs, outputs, seed, threads, signal, log } = context;
    const model = decodeModel(await inputs.model.read());
    const { part, keep, at = {}, label_column: labelColumn } = params;
    const { classes } = model;
    const scoring = { ...takenBy([model]), at, part, keep, labelColumn, classes };
    const read = (await Promise.all(inputs.events.map((input) => readSample(input, scoring)))).flat();
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
    const names = classes === undefined ? undefined : outputNames(model);
    await outputs.scores.write(scoreTable(samples, scores, { classes: names, keep }));
  },
});
