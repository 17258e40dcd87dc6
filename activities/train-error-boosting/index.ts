import { defineTask, file, many, records, table } from '../../schemas/index.ts';
import { boostingRow, type BoostingRow } from '../../schemas/results/index.ts';
import { boostedFactors, misjudged } from '../../science/learning/error-boosting.ts';
import { inferScores, namedTensors, type EventSet } from '../../science/learning/index.ts';
import { encodeModel } from '../../science/learning/model-file/index.ts';
import { requireFeatures } from '../../science/learning/preparation/index.ts';
import { trainNetwork, type TrainedNetwork } from '../../science/learning/training/index.ts';
import { decodeBlobs, encodeBlobs, openStages } from '../stages/index.ts';
import { requireRoom } from '../train/memory.ts';
import { prepare } from '../train/prepare.ts';
import { seedOf, trainingRequest } from '../train/request.ts';
import { readSamples, requireSamples } from '../train/samples.ts';
import { trainErrorBoostingParams } from './params.ts';
import { roundRows, type JudgedSubset } from './rounds.ts';

/**
 * Trains a network again and again, each time with larger weights of the training events that the one before misjudged. Validation, which says
 * when a training ends, and the figures of all rounds go by the weights of the first one. Every round begins with the same initial weights.
 */
export const trainErrorBoosting = defineTask({
  kind: 'train-error-boosting',
  version: 4,
  queue: 'gpu',
  seeded: true,
  summary: 'Trains a network in rounds, each with larger weights of the events that the one before misjudged.',
  params: trainErrorBoostingParams,
  inputs: { events: many(table()) },
  outputs: {
    /** Of the last round. */
    model: file('safetensors'),
    rounds: records(boostingRow),
  },
  columns: ({ features }, { events }) => {
    if (events !== undefined) requireFeatures(events.columns, features, events.origin);
    return {};
  },
  async run({ params, inputs, outputs, threads, signal, log, progress, checkpoint, ...context }) {
    const { boosting } = params;
    const seed = seedOf(context.seed, params);
    requireSamples(inputs.events);
    requireRoom(inputs.events, params);
    const samples = await readSamples(inputs.events, params);
    const prepared = prepare(samples, params, seed);
    const { inputs: networkInputs, training, validation, test } = prepared;
    const tested = test();
    const subsets: readonly (readonly [JudgedSubset['part'], EventSet])[] = [
      ['train', training],
      ['validation', validation],
      ...(tested === undefined ? [] : [['test', tested] as const]),
    ];
    const request = trainingRequest(params, prepared, seed);
    const { architecture } = request;
    const total = boosting.rounds + 1;
    const fit = (factors: Float64Array, round: number, inner: typeof checkpoint): Promise<TrainedNetwork> =>
      trainNetwork(
        {
          ...request,
          training: {
            ...training,
            weights: training.weights.map((weight, event) => weight * (factors[event] as number)),
          },
        },
        {
          threads,
          signal,
          progress: ({ fraction = 0, ...step }) => {
            progress({ ...step, fraction: (round + fraction) / total });
          },
          progressSeconds: 0.2,
          checkpoint: inner,
          checkpointSeconds: params.checkpoint_seconds,
        },
      );
    const quiet = { threads, signal, progress: () => undefined, progressSeconds: 1 };

    const stages = await openStages(checkpoint, JSON.stringify([seed, params, training.labels.length]));
    const resumed = stages.finished.map(decodeRound);
    if (resumed.length > 0) log.info({ rounds: resumed.length }, 'resumed from a checkpoint');
    const rows: BoostingRow[] = resumed.flatMap((one) => one.rows);
    let factors = resumed.at(-1)?.factors ?? new Float64Array(training.labels.length).fill(1);
    let model = resumed.at(-1)?.model;
    for (let round = resumed.length; round < total; round++) {
      const trained = await fit(factors, round, stages.inner);
      if (trained.resumed !== undefined) log.info({ round, ...trained.resumed }, 'resumed from a checkpoint');
      const tensors = namedTensors(architecture, trained.values);
      const judged: JudgedSubset[] = [];
      for (const [part, events] of subsets)
        judged.push({ part, events, scores: await inferScores({ architecture, tensors }, events.features, quiet) });
      const own = roundRows(round, judged, factors, boosting, trained.bestEpoch);
      rows.push(...own);
      const wrong = misjudged(judged[0]?.scores ?? new Float64Array(0), training.labels, boosting);
      factors = boostedFactors(factors, training.weights, wrong, boosting);
      const best = trained.history[trained.bestEpoch - 1];
      model = encodeModel({
        architecture,
        inputs: networkInputs,
        preparation: { features: params.features, padding: params.padding, normaliser: params.normaliser },
        training: {
          round,
          boosting,
          epochs: trained.history.length,
          best_epoch: trained.bestEpoch,
          validation_loss: best?.validation_loss,
          stopped: trained.stopped,
          seed,
        },
        tensors,
      });
      await stages.finish(encodeRound({ rows: own, factors, model }));
    }
    if (model === undefined) throw new Error('no round was trained');
    await Promise.all([outputs.model.write(model), outputs.rounds.write(rows)]);
  },
});

interface Round {
  readonly rows: readonly BoostingRow[];
  /** For the next round. */
  readonly factors: Float64Array;
  readonly model: Uint8Array;
}

const encodeRound = ({ rows, factors, model }: Round): Uint8Array =>
  encodeBlobs([
    new TextEncoder().encode(JSON.stringify(rows)),
    new Uint8Array(factors.buffer, factors.byteOffset, factors.byteLength),
    model,
  ]);

function decodeRound(bytes: Uint8Array): Round {
  const [rows, factors, model] = decodeBlobs(bytes) ?? [];
  if (rows === undefined || factors === undefined || model === undefined) throw new Error('a damaged round');
  return {
    rows: JSON.parse(new TextDecoder().decode(rows)) as BoostingRow[],
    factors: new Float64Array(factors.buffer),
    model,
  };
}
