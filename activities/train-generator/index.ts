import { defineTask, file, InputError, json, many, table, type Progress } from '../../schemas/index.ts';
import { generatorHistorySchema } from '../../schemas/results/index.ts';
import {
  columnsOf,
  dimensionsOf,
  encodeEvents,
  encodeGenerator,
  fitEncoding,
  mirrored,
  openGenerator,
  trainGenerator,
  type FeaturePlan,
  type LatentBuffer,
} from '../../science/learning/generative/index.ts';
import { randomStream } from '../../science/learning/random.ts';
import { inOrder } from './order.ts';
import { trainGeneratorParams } from './params.ts';
import { describeColumns, processOf, readProcessEvents, type ProcessEvents } from './samples.ts';

/** Reports more often than that are of no use to anybody who watches. */
const progressSeconds = 0.2;

/**
 * Trains a generative model (variational autoencoder or normalising flow) on the events that it gathers, conditional on the process
 * where there are several. Every event counts one, whatever its weight.
 */
export const trainGeneratorKind = defineTask({
  kind: 'train-generator',
  version: 1,
  queue: 'gpu',
  seeded: true,
  summary: 'Trains a model that makes new events: autoencoder or normalising flow.',
  params: trainGeneratorParams,
  inputs: { events: many(table()) },
  outputs: { model: file('safetensors'), history: json(generatorHistorySchema) },
  async run({ params, inputs, outputs, seed, threads, checkpoint, signal, log, ...context }) {
    const plan: FeaturePlan = {
      features: inOrder(params.features),
      referenceAngle: params.reference_angle,
      mirrors: params.mirrors,
    };
    const names = columnsOf(plan);
    const processes = [...new Set(inputs.events.map(processOf))].sort();
    const [training, validation, columns] = await Promise.all([
      readProcessEvents(inputs.events, names, processes, 0),
      readProcessEvents(inputs.events, names, processes, 1),
      describeColumns(inputs.events, names),
    ]);
    for (const [subset, { process }] of Object.entries({ train: training, validation }))
      if (process.length === 0)
        throw noEvents(
          subset,
          inputs.events.map(({ origin }) => origin),
        );

    const images = mirrored(training.columns, plan.mirrors);
    // A flow learns the noise that fills a whole number or a missing object; an autoencoder, which averages, must not see it.
    const encoding = fitEncoding(plan, images, params.model.kind === 'flow', randomStream(seed, 'encoding'));
    const sizes = {
      features: dimensionsOf(encoding).length,
      conditions: processes.length > 1 ? processes.length : 0,
    };
    const encoded = (events: ProcessEvents, image: ProcessEvents['columns'], purpose: string) => {
      const numbers = encodeEvents(encoding, image, randomStream(seed, purpose));
      const count = numbers.length / sizes.features;
      return { events: count, values: withConditions(numbers, sizes, events.process) };
    };
    const request = {
      model: params.model,
      sizes,
      optimiser: params.optimiser,
      schedule: params.schedule,
      longestGradient: params.longest_gradient,
      batchSize: params.batch_size,
      epochs: params.epochs,
      earlyStopping: params.early_stopping,
      seed,
      training: encoded(training, images, 'training events'),
      validation: encoded(validation, validation.columns, 'validation events'),
    };
    const trained = await trainGenerator(request, {
      threads,
      signal,
      progress: (step: Progress) => {
        context.progress(step);
      },
      progressSeconds,
      checkpoint,
      checkpointSeconds: params.checkpoint_seconds,
    });
    if (trained.resumed !== undefined) {
      context.progress({ resumed: trained.resumed });
      log.info({ epoch: trained.resumed }, 'resumed from a checkpoint');
    }
    const { parameters, history, bestEpoch, stopped } = trained;

    const opened = openGenerator(params.model, sizes, parameters, threads);
    const latent = opened.encode(request.training.values, request.training.events);
    opened.close();
    const buffer: LatentBuffer | undefined =
      latent === undefined
        ? undefined
        : { events: request.training.events, ...latent, process: repeated(training.process, request.training.events) };
    const perProcess = (events: ProcessEvents, index: number): number =>
      events.process.reduce((sum, process) => sum + (process === index ? 1 : 0), 0);
    await Promise.all([
      outputs.model.write(
        encodeGenerator({
          spec: params.model,
          encoding,
          processes,
          shares: processes.map((_, index) => perProcess(training, index) / training.process.length),
          parameters,
          buffer,
          columns,
          training: { epochs: history.length, best_epoch: bestEpoch, stopped, seed },
        }),
      ),
      outputs.history.write({
        epochs: history,
        best_epoch: bestEpoch,
        stopped,
        parameters: parameters.length,
        events: processes.map((process, index) => ({
          process,
          train: perProcess(training, index),
          validation: perProcess(validation, index),
        })),
      }),
    ]);
  },
});

/** Beside each event a 1 for its process and 0 for the others. Mirror images follow the events that they are of. */
function withConditions(
  numbers: Float32Array,
  { features, conditions }: { features: number; conditions: number },
  process: Int32Array,
): Float32Array {
  if (conditions === 0) return numbers;
  const events = numbers.length / features;
  const values = new Float32Array(events * (features + conditions));
  for (let event = 0; event < events; event++) {
    const start = event * (features + conditions);
    values.set(numbers.subarray(event * features, (event + 1) * features), start);
    values[start + features + (process[event % process.length] as number)] = 1;
  }
  return values;
}

const repeated = (values: Int32Array, length: number): Float32Array =>
  Float32Array.from({ length }, (_, index) => values[index % values.length] as number);

const noEvents = (subset: string, samples: readonly string[]): InputError =>
  new InputError('no-events', `there is no event to learn from in the subset '${subset}' (${samples.join(', ')})`, {
    expected: 'at least one event in the training and validation subsets',
    mend: 'check the rule that gathers the samples, and that the selection keeps some of their events',
  });
