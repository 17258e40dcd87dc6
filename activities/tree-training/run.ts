import type { CheckpointStore, Progress, TableInput, TaskLog } from '../../schemas/index.ts';
import type { ImportanceRow, IterationRow, TreeHistory } from '../../schemas/results/index.ts';
import {
  permutationImportance,
  type TreeConditions,
  type TreeMethod,
  type TreeModelHead,
} from '../../science/learning/trees/index.ts';
import type { TreeTrainingParams } from './params.ts';
import { keepBest, prepareTrees, type PreparedTrees } from './prepare.ts';

/** What a method makes of events. */
export interface FittedTrees {
  readonly rows: readonly IterationRow[];
  readonly best: number;
  /** Iterations that the model holds. */
  readonly kept: number;
  readonly stopped: TreeHistory['stopped'];
  readonly resumed: number | undefined;
  /** Measures by input, in the order of the inputs; null where the method has no such measure. */
  readonly importance: {
    readonly gain: readonly number[];
    readonly splits: readonly number[];
    readonly totalGain: readonly number[] | null;
    readonly cover: readonly number[] | null;
    readonly shap: readonly number[] | null;
  };
  encode(head: TreeModelHead): Uint8Array;
  score(features: Float32Array): Float32Array;
  free(): void;
}

export interface TreeMethodRun {
  readonly method: TreeMethod;
  /** @param iterations fewer than asked for, to rank features: then without early stopping */
  fit(prepared: PreparedTrees, conditions: TreeConditions, iterations?: number): Promise<FittedTrees>;
}

interface Context {
  readonly params: TreeTrainingParams;
  readonly inputs: { readonly events: readonly TableInput[] };
  readonly outputs: {
    readonly model: { write(bytes: Uint8Array): Promise<void> };
    readonly history: { write(history: TreeHistory): Promise<void> };
    readonly importance: { write(rows: readonly ImportanceRow[]): Promise<void> };
  };
  readonly seed: number;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly checkpoint: CheckpointStore;
  progress(progress: Progress): void;
  readonly log: TaskLog;
}

const nowhere: CheckpointStore = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };

/** From samples to a model, its history and the importance of its features: the same for every method. */
export async function runTreeTraining(context: Context, { method, fit }: TreeMethodRun): Promise<void> {
  const { params, inputs, outputs, seed, threads, signal, checkpoint, log } = context;
  const conditions: TreeConditions = {
    threads,
    signal,
    progressSeconds: 0.2,
    checkpointSeconds: params.checkpoint_seconds,
    checkpoint,
    progress: (step) => {
      context.progress(step);
    },
  };
  let prepared = await prepareTrees(inputs.events, params);
  const choice = params.best_features;
  if (choice !== null && choice.keep < params.features.length) {
    const silent = { ...conditions, checkpoint: nowhere, progress: () => undefined };
    const ranking = await fit(prepared, silent, choice.iterations);
    const rows = importanceRows(ranking, prepared, null);
    ranking.free();
    prepared = keepBest(prepared, rows, choice.keep);
    log.info({ features: prepared.inputs.map(({ feature }) => feature) }, 'the most important features are kept');
  }
  const fitted = await fit(prepared, conditions);
  try {
    const { rows, best, kept, stopped, resumed } = fitted;
    if (resumed !== undefined) {
      context.progress({ resumed });
      log.info({ iterations: resumed }, 'resumed from a checkpoint');
    }
    const { totals } = prepared;
    const names = prepared.inputs.map(({ feature }) => feature);
    const head: TreeModelHead = {
      method,
      inputs: prepared.inputs,
      training: { iterations: rows.length, kept_iterations: kept, best_iteration: best, stopped, seed },
    };
    const permuted =
      params.permutation_repeats === 0
        ? null
        : permutationImportance(prepared.validation, params.permutation_repeats, seed, (features) => {
            signal.throwIfAborted();
            return fitted.score(features);
          });
    await Promise.all([
      outputs.model.write(fitted.encode(head)),
      outputs.history.write({
        method,
        iterations: rows,
        metric: params.metric,
        best_iteration: best,
        best: rows[best - 1] as IterationRow,
        kept_iterations: kept,
        stopped,
        features: names,
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
      outputs.importance.write(importanceRows(fitted, prepared, permuted)),
    ]);
  } finally {
    fitted.free();
  }
}

/** One row a feature, the most important first. */
function importanceRows(
  { importance }: FittedTrees,
  { inputs }: PreparedTrees,
  permuted: { readonly mean: readonly number[]; readonly deviation: readonly number[] } | null,
): readonly ImportanceRow[] {
  return inputs
    .map(({ feature }, input) => ({
      feature,
      gain: importance.gain[input] ?? 0,
      total_gain: importance.totalGain?.[input] ?? null,
      cover: importance.cover?.[input] ?? null,
      splits: importance.splits[input] ?? 0,
      shap: importance.shap?.[input] ?? null,
      permutation: permuted?.mean[input] ?? null,
      permutation_std: permuted?.deviation[input] ?? null,
    }))
    .sort((a, b) => b.gain - a.gain || (a.feature < b.feature ? -1 : 1));
}
