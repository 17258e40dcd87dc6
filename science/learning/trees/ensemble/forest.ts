import { z } from 'zod';
import type { IterationRow } from '../../../../schemas/results/index.ts';
import { randomStream } from '../../random.ts';
import { requireTreeWeights, type TreeEvents } from '../events.ts';
import {
  bestIteration,
  runIterations,
  trainingIdentity,
  type TreeConditions,
  type TreeStopping,
  type ValidationMetric,
} from '../training.ts';
import { scoreMetrics } from '../validation.ts';
import { binEvents, fitBins, type BinnedEvents } from './binning.ts';
import { createGrower } from './grow.ts';
import { leafByCode } from './score.ts';
import { decodeState, encodeState } from './state.ts';
import { finished, noTrees, resumed, type GrowingTrees, type Trees } from './tree.ts';

export const forestSchema = z.strictObject({
  /** The most trees. */
  trees: z.int().positive().default(500),
  /** Features looked at for a split, drawn anew for each: a number, the square root of how many there are, or all. */
  features_per_split: z.union([z.int().positive(), z.enum(['sqrt', 'all'])]).default('sqrt'),
  /** 0: trees grow until leaves are pure or too small. */
  max_depth: z.int().nonnegative().default(0),
  /** Fewest events of a tree's sample in a leaf. */
  min_leaf_events: z.int().positive().default(5),
});
export type ForestParams = z.infer<typeof forestSchema>;

export interface EnsembleRequest<Params> {
  readonly params: Params;
  readonly metric: ValidationMetric;
  readonly stopping: TreeStopping | null;
  readonly seed: number;
  readonly training: TreeEvents;
  readonly validation: TreeEvents;
}

export interface TrainedEnsemble {
  /** The kept trees. */
  readonly trees: Trees;
  /** Weight of each tree's vote; they sum to 1. */
  readonly votes: Float64Array;
  readonly rows: readonly IterationRow[];
  readonly best: number;
  readonly stopped: 'early' | 'iterations' | 'perfect' | 'useless';
  /** Share of the weighted impurity decrease by input; sums to 1 (0 where nothing was split). */
  readonly gain: readonly number[];
  readonly splits: readonly number[];
  readonly resumed: number | undefined;
}

/**
 * Random forest (Breiman, Machine Learning 45 (2001) 5): each tree grows on a bootstrap sample of the events (drawn with
 * equal chances; event weights enter the splits), each split chooses among a few features drawn by chance. The score is the
 * mean over trees of the weighted share of signal in the event's leaf. The out-of-bag error judges each training event
 * by the trees that have not seen it. The trees of a forest do not depend on one another: tree t follows from the seed and t.
 * @throws the reason of the signal when it is aborted, after a checkpoint
 */
export async function trainForest(
  request: EnsembleRequest<ForestParams>,
  conditions: TreeConditions,
): Promise<TrainedEnsemble> {
  const { params, training, validation, seed, metric, stopping } = request;
  requireTreeWeights(training);
  requireTreeWeights(validation);
  const { width, labels, weights } = training;
  const events = labels.length;
  const bins = fitBins(training.features, width);
  const binned = binEvents(training.features, bins);
  const judged = binEvents(validation.features, bins);
  const perSplit = params.features_per_split;
  const grow = createGrower(binned, bins, {
    maximumDepth: params.max_depth,
    minimumLeafEvents: params.min_leaf_events,
    featuresPerSplit: perSplit === 'all' ? width : perSplit === 'sqrt' ? Math.floor(Math.sqrt(width)) : perSplit,
  });
  const identity = trainingIdentity(
    { metric, stopping, seed, params: { ...params, trees: undefined } },
    training,
    validation,
  );
  const state = decodeState(
    await conditions.checkpoint.load(),
    ['bag_sums', 'bag_trees', 'validation_sums', 'gain', 'splits'],
    identity,
    params.trees,
  );
  const rows: IterationRow[] = [...(state?.rows ?? [])];
  const trees =
    state === undefined
      ? noTrees()
      : resumed(
          state.trees,
          bins.map(({ edges }) => edges),
        );
  const held = state?.sums;
  const outOfBag = createOutOfBag(training, held);
  const validationSums = held?.validation_sums ?? new Float64Array(validation.labels.length);
  const gain = held?.gain ?? new Float64Array(width);
  const splits = Int32Array.from(held?.splits ?? new Float64Array(width));
  const counts = new Uint16Array(events);
  const treeWeights = new Float64Array(events);

  const step = (tree: number): IterationRow => {
    const stream = randomStream(seed, 'forest', tree);
    counts.fill(0);
    for (let i = 0; i < events; i++) {
      const row = Math.floor((stream.integer() / 4294967296) * events);
      counts[row] = (counts[row] as number) + 1;
    }
    const bag = new Int32Array(events);
    let inBag = 0;
    for (let row = 0; row < events; row++) {
      const count = counts[row] as number;
      if (count === 0) continue;
      bag[inBag++] = row;
      treeWeights[row] = count * (weights[row] as number);
    }
    const treeGain = new Float64Array(width);
    grow(trees, { rows: bag.subarray(0, inBag), weights: treeWeights, labels }, treeGain, splits, stream);
    addShares(gain, treeGain, 1);
    outOfBag.add(trees, tree, binned, counts);
    for (let event = 0; event < validationSums.length; event++) {
      const leaf = leafByCode(trees, tree, judged, event);
      validationSums[event] = (validationSums[event] as number) + (trees.value[leaf] as number);
    }
    const scores = scaled(validationSums, 1 / (tree + 1), 0);
    const { loss, auc, accuracy } = scoreMetrics(scores, validation);
    return {
      iteration: tree + 1,
      validation_loss: loss,
      validation_auc: auc,
      validation_accuracy: accuracy,
      out_of_bag_error: outOfBag.error(),
    };
  };
  const save = (): Uint8Array =>
    encodeState(
      trees,
      {
        rows,
        sums: {
          ...outOfBag.sums,
          validation_sums: validationSums,
          gain,
          splits: Float64Array.from(splits),
        },
      },
      identity,
    );
  const early = await runIterations(rows, params.trees, { metric, stopping }, conditions, step, save);
  const best = bestIteration(rows, metric, stopping?.minimum_improvement);
  const kept = stopping === null ? rows.length : best;
  return {
    trees: finished(trees, kept),
    votes: new Float64Array(kept).fill(1 / kept),
    rows,
    best,
    stopped: early ? 'early' : 'iterations',
    gain: shares(gain),
    splits: [...splits],
    resumed: state?.rows.length,
  };
}

/** Follows what trees that have not seen an event say of it. */
function createOutOfBag({ labels, weights }: TreeEvents, held: Readonly<Record<string, Float64Array>> | undefined) {
  const sums = held?.bag_sums ?? new Float64Array(labels.length);
  const voters = held?.bag_trees ?? new Float64Array(labels.length);
  return {
    sums: { bag_sums: sums, bag_trees: voters },
    /** @param counts `[events]` how often the tree's sample holds each */
    add(trees: GrowingTrees, tree: number, binned: BinnedEvents, counts: Uint16Array): void {
      for (let row = 0; row < counts.length; row++) {
        if (counts[row] !== 0) continue;
        sums[row] = (sums[row] as number) + (trees.value[leafByCode(trees, tree, binned, row)] as number);
        voters[row] = (voters[row] as number) + 1;
      }
    },
    error(): number | null {
      let [wrong, judged] = [0, 0];
      for (let row = 0; row < labels.length; row++) {
        const trees = voters[row] as number;
        if (trees === 0) continue;
        const weight = weights[row] as number;
        judged += weight;
        if ((sums[row] as number) >= trees / 2 !== (labels[row] === 1)) wrong += weight;
      }
      return judged > 0 ? wrong / judged : null;
    },
  };
}

/** Adds a tree's shares of the impurity decrease. */
export function addShares(total: Float64Array, tree: Float64Array, factor: number): void {
  const sum = tree.reduce((all, value) => all + value, 0);
  if (sum > 0)
    for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + ((tree[i] as number) / sum) * factor;
}

/** value x factor + offset (`Float32Array.from` with a function takes ten times as long). */
export function scaled(values: Float64Array, factor: number, offset: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = (values[i] as number) * factor + offset;
  return result;
}

/** Shares of a sum; zeros where it is 0. */
export function shares(values: Float64Array): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return Array.from(values, (value) => (sum > 0 ? value / sum : 0));
}
