import { defineTask, file, many, table } from '../../schemas/index.ts';
import { decodeModel, outputNames } from '../../science/learning/model-file/index.ts';
import { keepSamples, readSample, takenBy } from '../scoring/events.ts';
import { scoreTable } from '../scoring/table.ts';
import { requireCommittee } from './committee.ts';
import { predictParams } from './params.ts';
import { scoreWithCommittee } from './score.ts';

/**
 * Scores events with one network or several, without dropout. Of networks from a cross-training each event is scored by those
 * that have not seen it; of an ensemble by all. The table is that of dropout-sampling: `score` and `mean` are the mean over the
 * networks, `std`, `entropy` and `mutual_information` say how they differ (0 for one network).
 */
export const predict = defineTask({
  kind: 'predict',
  version: 1,
  queue: 'gpu',
  summary: 'Scores events with a trained network or a committee of them.',
  params: predictParams,
  inputs: { models: many(file('safetensors')), events: many(table()) },
  outputs: { scores: table() },
  async run({ params, inputs, outputs, threads, signal, log, ...context }) {
    const models = (await Promise.all(inputs.models.map((input) => input.read()))).map(decodeModel);
    const committee = requireCommittee(models);
    const { crossTraining } = committee;
    const { at = {}, label_column: labelColumn, part = crossTraining === undefined ? 'test' : 'all' } = params;
    // Of a cross-training all events count as they are; else the column split says what an event was to the training
    const weight = crossTraining === undefined ? 'split_weight' : 'weight';
    const keep = [...(part === 'all' && crossTraining === undefined ? ['split'] : []), ...(params.keep ?? [])];
    const { classes } = committee;
    const keys = crossTraining?.by ?? [];
    const scoring = { ...takenBy(models), at, part, weight, keep, keys, labelColumn, classes } as const;
    const read = (await Promise.all(inputs.events.map((input) => readSample(input, scoring)))).flat();
    const { scores, complete, leftOut } = await scoreWithCommittee(committee, read, {
      threads,
      signal,
      progress: (fraction, eventsPerSecond) => {
        context.progress({ fraction, eventsPerSecond });
      },
      progressSeconds: 0.2,
    });
    if (leftOut > 0) log.warn({ events: leftOut }, 'events with missing values have no score (padding drop-events)');
    const names = classes === undefined ? undefined : outputNames({ classes });
    await outputs.scores.write(scoreTable(keepSamples(read, complete), scores, { classes: names, keep }));
  },
});
