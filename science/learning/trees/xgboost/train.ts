import type { IterationRow } from '../../../../schemas/results/index.ts';
import type { TreeEvents } from '../events.ts';
import { requireTreeWeights } from '../events.ts';
import {
  bestIteration,
  runIterations,
  trainingIdentity,
  type TreeConditions,
  type TreeStopping,
  type ValidationMetric,
} from '../training.ts';
import { logarithmicLoss, scoreMetrics } from '../validation.ts';
import { loadXgboost, type Booster, type Matrix, type MatrixEvents, type XgBoost } from './binding.ts';
import { drawsByChance, libraryParameters, type XgboostParams } from './params.ts';

export interface XgboostRequest {
  readonly params: XgboostParams;
  readonly metric: ValidationMetric;
  readonly stopping: TreeStopping | null;
  readonly seed: number;
  readonly training: TreeEvents;
  readonly validation: TreeEvents;
  /** Names of the inputs, kept in the model. */
  readonly names: readonly string[];
}

export interface TrainedXgboost {
  /** The kept rounds. To be freed. */
  readonly booster: Booster;
  readonly rows: readonly IterationRow[];
  readonly best: number;
  readonly stopped: 'early' | 'iterations';
  /** Rounds that a checkpoint let it resume from. */
  readonly resumed: number | undefined;
}

/**
 * Up to so many values the training events are kept as they are (8 bytes a value), which is faster; above, only their
 * bins are (1 byte). The trees are the same.
 */
const plainValues = 2 ** 26;

/**
 * With sampling the booster is made anew from its own bytes every so many rounds, whether interrupted or not: the
 * library's random numbers have a history within a booster, so that only there can a resumed training go on as if
 * nothing had happened. Without sampling every round is such a place.
 */
const segmentRounds = 25;

/**
 * Trains by gradient boosting (arXiv:1603.02754). Equal requests give equal bytes, also when interrupted.
 * @throws the reason of the signal when it is aborted, after a checkpoint
 * @throws InputError `no-xgboost`, `weight-negative`
 */
export async function trainXgboost(request: XgboostRequest, conditions: TreeConditions): Promise<TrainedXgboost> {
  const { params, training, validation, seed, metric, stopping, names } = request;
  const { threads } = conditions;
  requireTreeWeights(training);
  requireTreeWeights(validation);
  const library = loadXgboost();
  const parameters = libraryParameters(params, { seed, threads, ...classSums(training) });
  const identity = trainingIdentity(
    { metric, stopping, seed, names, params: { ...params, rounds: undefined } },
    training,
    validation,
  );
  const matrices: Matrix[] = [];
  let booster: Booster | undefined;
  try {
    const training_ = matrixEvents(training);
    const train =
      training.features.length <= plainValues
        ? library.matrix(training_, threads)
        : library.quantileMatrix(training_, params.max_bin, threads);
    matrices.push(train);
    const validate = library.matrix(matrixEvents(validation), threads);
    matrices.push(validate);
    const start = decodeCheckpoint(library, await conditions.checkpoint.load(), identity, params.rounds);
    const rows: IterationRow[] = [...(start?.rows ?? [])];
    const open = (model?: Uint8Array): Booster => {
      const opened = library.booster(parameters, matrices);
      if (model !== undefined) opened.load(model);
      return opened;
    };
    let current = (booster = open(start?.model));
    const segmented = drawsByChance(params);
    let boundary = start ?? { rows: [], model: undefined };
    const step = (round: number): IterationRow => {
      if (segmented && round > 0 && round % segmentRounds === 0 && boundary.rows.length !== round) {
        const model = current.save();
        current.free();
        current = booster = open(model);
        boundary = { rows: [...rows], model };
      }
      current.update(round, train);
      return {
        iteration: round + 1,
        loss: logarithmicLoss(current.predictMatrix(train), training.labels, training.weights),
        ...prefixed(scoreMetrics(current.predictMatrix(validate), validation)),
      };
    };
    const save = (): Uint8Array | undefined => {
      if (segmented) return encodeCheckpoint(library, boundary.model, boundary.rows, identity);
      return encodeCheckpoint(library, current.save(), rows, identity);
    };
    const early = await runIterations(rows, params.rounds, { metric, stopping }, conditions, step, save);
    const best = bestIteration(rows, metric, stopping?.minimum_improvement);
    const kept = stopping === null || best === rows.length ? current : current.slice(best);
    if (kept !== current) current.free();
    booster = undefined;
    kept.setFeatureNames(names);
    return { booster: kept, rows, best, stopped: early ? 'early' : 'iterations', resumed: start?.rows.length };
  } catch (error) {
    booster?.free();
    throw error;
  } finally {
    for (const matrix of matrices) matrix.free();
  }
}

export const matrixEvents = ({ features, width, labels, weights }: TreeEvents): MatrixEvents => ({
  features,
  width,
  labels: Float32Array.from(labels),
  weights,
});

const prefixed = ({ loss, auc, accuracy }: { loss: number; auc: number; accuracy: number }) => ({
  validation_loss: loss,
  validation_auc: auc,
  validation_accuracy: accuracy,
});

function classSums({ labels, weights }: TreeEvents): { signal: number; background: number } {
  const sums = { signal: 0, background: 0 };
  for (let event = 0; event < labels.length; event++)
    sums[labels[event] === 1 ? 'signal' : 'background'] += weights[event] as number;
  return sums;
}

const attribute = 'umbra_checkpoint';

interface Checkpoint {
  readonly rows: readonly IterationRow[];
  readonly model: Uint8Array;
}

/** A checkpoint is a model with its history as an attribute. */
function encodeCheckpoint(
  library: XgBoost,
  model: Uint8Array | undefined,
  rows: readonly IterationRow[],
  identity: string,
): Uint8Array | undefined {
  if (model === undefined) return undefined;
  const booster = library.booster([]);
  try {
    booster.load(model);
    booster.setAttribute(attribute, JSON.stringify({ identity, rows }));
    return booster.save();
  } finally {
    booster.free();
  }
}

/** @param most a state beyond so many rounds is of no use */
function decodeCheckpoint(
  library: XgBoost,
  bytes: Uint8Array | undefined,
  identity: string,
  most: number,
): Checkpoint | undefined {
  if (bytes === undefined) return undefined;
  const booster = library.booster([]);
  try {
    booster.load(bytes);
    const held = JSON.parse(booster.attribute(attribute) ?? '{}') as { identity?: string; rows?: IterationRow[] };
    if (held.identity !== identity || held.rows === undefined || held.rows.length > most) return undefined;
    booster.setAttribute(attribute, null);
    return { rows: held.rows, model: booster.save() };
  } catch {
    return undefined;
  } finally {
    booster.free();
  }
}
