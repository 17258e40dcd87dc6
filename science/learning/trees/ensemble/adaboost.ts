import { z } from 'zod';
import { InputError } from '../../../../schemas/index.ts';
import type { IterationRow } from '../../../../schemas/results/index.ts';
import { randomStream } from '../../random.ts';
import { requireTreeWeights } from '../events.ts';
import { bestIteration, runIterations, trainingIdentity, type TreeConditions } from '../training.ts';
import { accuracyAtHalf, scoreMetrics } from '../validation.ts';
import { binEvents, fitBins } from './binning.ts';
import { addShares, scaled, shares, type EnsembleRequest, type TrainedEnsemble } from './forest.ts';
import { createGrower } from './grow.ts';
import { leafByCode } from './score.ts';
import { decodeState, encodeState } from './state.ts';
import { finished, noTrees, resumed } from './tree.ts';

export const adaboostSchema = z.strictObject({
  /** The most estimators. */
  estimators: z.int().positive().default(300),
  /** Depth of each tree; 1: one cut. */
  max_depth: z.int().min(1).max(30).default(1),
  learning_rate: z.number().positive().max(10).default(1),
  /** Fewest events in a leaf. */
  min_leaf_events: z.int().positive().default(1),
});
export type AdaboostParams = z.infer<typeof adaboostSchema>;

/** Whether a leaf votes for signal. */
export const votesSignal = (leafValue: number): boolean => leafValue > 0.5;

/**
 * AdaBoost by SAMME (Zhu, Zou, Rosset, Hastie, Statistics and Its Interface 2 (2009) 349, algorithm 2), which for two classes is
 * discrete AdaBoost: each tree learns on events whose weight has grown by exp(alpha) each time they came out wrong,
 * alpha = learning rate x ln((1 - error) / error), and votes with the weight alpha. The score is the share of the votes
 * for signal: 0.5 parts the classes, it is no probability.
 * @throws the reason of the signal when it is aborted, after a checkpoint
 * @throws InputError `useless-estimator` when already the first tree is no better than guessing
 */
export async function trainAdaboost(
  request: EnsembleRequest<AdaboostParams>,
  conditions: TreeConditions,
): Promise<TrainedEnsemble> {
  const { params, training, validation, seed, metric, stopping } = request;
  requireTreeWeights(training);
  requireTreeWeights(validation);
  const { width, labels } = training;
  const events = labels.length;
  const bins = fitBins(training.features, width);
  const binned = binEvents(training.features, bins);
  const judged = binEvents(validation.features, bins);
  const grow = createGrower(binned, bins, {
    maximumDepth: params.max_depth,
    minimumLeafEvents: params.min_leaf_events,
    featuresPerSplit: width,
  });
  const identity = trainingIdentity(
    { metric, stopping, seed, params: { ...params, estimators: undefined } },
    training,
    validation,
  );
  const names = ['alphas', 'boosted', 'training_sums', 'validation_sums', 'gain', 'splits'];
  const state = decodeState(await conditions.checkpoint.load(), names, identity, params.estimators);
  const held = state?.sums;
  const rows: IterationRow[] = [...(state?.rows ?? [])];
  const trees =
    state === undefined
      ? noTrees()
      : resumed(
          state.trees,
          bins.map(({ edges }) => edges),
        );
  const alphas = [...(held?.alphas ?? [])];
  const boosted = held?.boosted ?? normalised(Float64Array.from(training.weights));
  const trainingSums = held?.training_sums ?? new Float64Array(events);
  const validationSums = held?.validation_sums ?? new Float64Array(validation.labels.length);
  const gain = held?.gain ?? new Float64Array(width);
  const splits = Int32Array.from(held?.splits ?? new Float64Array(width));
  const stream = randomStream(seed, 'adaboost');
  const order = new Int32Array(events);
  const wrong = new Uint8Array(events);
  // A training that goes on from one that made no error any more has ended with it.
  let ended: 'perfect' | 'useless' | undefined = rows.at(-1)?.estimator_error === 0 ? 'perfect' : undefined;

  const step = (tree: number): IterationRow | undefined => {
    for (let row = 0; row < events; row++) order[row] = row;
    const treeGain = new Float64Array(width);
    const treeSplits = new Int32Array(width);
    grow(trees, { rows: order, weights: boosted, labels }, treeGain, treeSplits, stream);
    let [error, sum] = [0, 0];
    for (let row = 0; row < events; row++) {
      const signal = votesSignal(trees.value[leafByCode(trees, tree, binned, row)] as number);
      wrong[row] = signal === (labels[row] === 1) ? 0 : 1;
      sum += boosted[row] as number;
      if (wrong[row] === 1) error += boosted[row] as number;
    }
    error /= sum;
    if (error >= 0.5) {
      ended = 'useless';
      trees.roots.pop();
      trees.nodes = trees.roots.at(-1) as number;
      return undefined;
    }
    if (error <= 0) ended = 'perfect';
    const alpha = error > 0 ? params.learning_rate * Math.log((1 - error) / error) : 1;
    alphas.push(alpha);
    addShares(gain, treeGain, alpha);
    for (let i = 0; i < width; i++) splits[i] = (splits[i] as number) + (treeSplits[i] as number);
    const factor = Math.exp(alpha);
    for (let row = 0; row < events; row++) {
      const signal = (labels[row] === 1) !== (wrong[row] === 1);
      trainingSums[row] = (trainingSums[row] as number) + (signal ? alpha : -alpha);
      if (wrong[row] === 1) boosted[row] = (boosted[row] as number) * factor;
    }
    normalised(boosted);
    for (let event = 0; event < validationSums.length; event++) {
      const signal = votesSignal(trees.value[leafByCode(trees, tree, judged, event)] as number);
      validationSums[event] = (validationSums[event] as number) + (signal ? alpha : -alpha);
    }
    const votes = alphas.reduce((all, value) => all + value, 0);
    const share = (sums: Float64Array) => scaled(sums, 0.5 / votes, 0.5);
    const { loss, auc, accuracy } = scoreMetrics(share(validationSums), validation);
    return {
      iteration: tree + 1,
      accuracy: accuracyAtHalf(share(trainingSums), labels, training.weights),
      validation_loss: loss,
      validation_auc: auc,
      validation_accuracy: accuracy,
      estimator_error: error,
      estimator_weight: alpha,
    };
  };
  const save = (): Uint8Array =>
    encodeState(
      trees,
      {
        rows,
        sums: {
          alphas: Float64Array.from(alphas),
          boosted,
          training_sums: trainingSums,
          validation_sums: validationSums,
          gain,
          splits: Float64Array.from(splits),
        },
      },
      identity,
    );
  const early = await runIterations(
    rows,
    params.estimators,
    { metric, stopping },
    conditions,
    step,
    save,
    () => ended !== undefined,
  );
  if (rows.length === 0) throw useless(params);
  const best = bestIteration(rows, metric, stopping?.minimum_improvement);
  const kept = stopping === null ? rows.length : best;
  const votes = alphas.slice(0, kept);
  const sum = votes.reduce((all, value) => all + value, 0);
  return {
    trees: finished(trees, kept),
    votes: Float64Array.from(votes, (alpha) => alpha / sum),
    rows,
    best,
    stopped: ended ?? (early ? 'early' : 'iterations'),
    gain: shares(gain),
    splits: [...splits],
    resumed: state?.rows.length,
  };
}

/** Scales weights in place so that they sum to 1. */
function normalised(weights: Float64Array): Float64Array {
  let sum = 0;
  for (const weight of weights) sum += weight;
  for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] as number) / sum;
  return weights;
}

const useless = ({ max_depth: depth }: AdaboostParams): InputError =>
  new InputError('useless-estimator', `a tree of depth ${depth} gets half of the weighted events wrong`, {
    expected: 'features that tell signal from background a little',
    mend: 'check the features, or allow deeper trees',
  });
