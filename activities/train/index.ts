import { defineTask, file, json, many, table, type Progress } from '../../schemas/index.ts';
import { historySchema } from '../../schemas/results/index.ts';
import { encodeModel, namedTensors } from '../../science/learning/model-file/index.ts';
import { requireFeatures } from '../../science/learning/preparation/index.ts';
import { trainNetwork } from '../../science/learning/training/index.ts';
import { requireRoom } from './memory.ts';
import { trainParams } from './params.ts';
import { prepare } from './prepare.ts';
import { seedOf, trainingRequest } from './request.ts';
import { readSamples, requireSamples } from './samples.ts';

/** Reports more often than that are of no use to anybody who watches. */
const progressSeconds = 0.2;

/**
 * Trains a network to tell signal from background, or classes from one another, on the training events, balanced between the
 * classes; the epoch with the lowest validation loss is kept.
 */
export const train = defineTask({
  kind: 'train',
  version: 4,
  queue: 'gpu',
  seeded: true,
  summary: 'Trains a network on the signal and background samples that it gathers.',
  params: trainParams,
  inputs: { events: many(table()) },
  outputs: { model: file('safetensors'), history: json(historySchema) },
  columns: ({ features }, { events }) => {
    if (events !== undefined) requireFeatures(events.columns, features, events.origin);
    return {};
  },
  async run({ params, inputs, outputs, threads, checkpoint, signal, log, ...context }) {
    const { classes, cross_training: crossTraining } = params;
    const seed = seedOf(context.seed, params);
    const progress = (step: Progress) => {
      context.progress(step);
    };
    requireSamples(inputs.events);
    requireRoom(inputs.events, params);
    const samples = await readSamples(inputs.events, params);
    const prepared = prepare(samples, params, seed);
    const { totals } = prepared;
    const request = trainingRequest(params, prepared, seed);
    const { architecture } = request;
    const trained = await trainNetwork(request, {
      threads,
      signal,
      progress,
      progressSeconds,
      checkpoint,
      checkpointSeconds: params.checkpoint_seconds,
    });
    const { values, history, bestEpoch, stopped, parameters, resumed } = trained;
    if (resumed !== undefined) log.info(resumed, 'resumed from a checkpoint');
    const best = history[bestEpoch - 1];
    await Promise.all([
      outputs.model.write(
        encodeModel({
          architecture,
          inputs: prepared.inputs,
          ...(classes === undefined ? {} : { classes }),
          ...(crossTraining === undefined ? {} : { crossTraining }),
          preparation: { features: params.features, padding: params.padding, normaliser: params.normaliser },
          training: {
            epochs: history.length,
            best_epoch: bestEpoch,
            validation_loss: best?.validation_loss,
            stopped,
            seed,
          },
          tensors: namedTensors(architecture, values),
        }),
      ),
      outputs.history.write({
        epochs: history,
        best_epoch: bestEpoch,
        stopped,
        parameters,
        events: {
          train: totals.train.events,
          validation: totals.validation.events,
          test: totals.test.events,
        },
        sum_of_weights: {
          train: totals.train.sumOfWeights,
          validation: totals.validation.sumOfWeights,
          test: totals.test.sumOfWeights,
        },
      }),
    ]);
  },
});
