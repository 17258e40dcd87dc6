import type { CheckpointStore, Progress } from '../../../schemas/index.ts';
import type { IterationRow } from '../../../schemas/results/index.ts';
import type { TreeEvents } from './events.ts';

/** How a training of trees runs; nothing of it changes the result. */
export interface TreeConditions {
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  /** At least so many seconds lie between reports of progress, but for the last. */
  readonly progressSeconds: number;
  readonly checkpoint: CheckpointStore;
  /** At least so many seconds lie between checkpoints. */
  readonly checkpointSeconds: number;
}

/** Which iteration is the best one by the validation events. */
export const VALIDATION_METRICS = ['loss', 'auc', 'accuracy'] as const;
export type ValidationMetric = (typeof VALIDATION_METRICS)[number];

/** When to stop; the model then ends with the best iteration. */
export interface TreeStopping {
  /** Iterations to wait for a better value. */
  readonly patience: number;
  /** By how much it must get better to count. */
  readonly minimum_improvement: number;
}

/** The value by which iterations are ranked: larger is better. */
export function meritOf(row: IterationRow, metric: ValidationMetric): number {
  if (metric === 'loss') return -row.validation_loss;
  return metric === 'auc' ? row.validation_auc : row.validation_accuracy;
}

/** Number of the best iteration (from 1): the first whose value none after it beats by more than the least improvement. */
export function bestIteration(rows: readonly IterationRow[], metric: ValidationMetric, minimumImprovement = 0): number {
  let best = 0;
  let merit = -Infinity;
  for (const row of rows) {
    const value = meritOf(row, metric);
    if (best > 0 && !(value > merit + minimumImprovement)) continue;
    merit = value;
    best = row.iteration;
  }
  return best;
}

export function stopsEarly(
  rows: readonly IterationRow[],
  metric: ValidationMetric,
  rule: TreeStopping | null,
): boolean {
  return rule !== null && rows.length - bestIteration(rows, metric, rule.minimum_improvement) >= rule.patience;
}

/**
 * Runs iterations `done` ... `total - 1`: checkpoints when they are due, and at the end where the final state is to be kept for a training
 * with more iterations; reports progress, lets messages in and out.
 * @param step runs the iteration and gives its row; undefined: there is none, and none after it
 * @param save the state as bytes; undefined where there is no place to resume from yet
 * @param ended whether the iteration just run is the last for a reason of its own
 * @returns true when it stopped early
 * @throws the reason of the signal when it is aborted, after a checkpoint
 */
export async function runIterations(
  rows: IterationRow[],
  total: number,
  rule: { readonly metric: ValidationMetric; readonly stopping: TreeStopping | null },
  conditions: TreeConditions,
  step: (iteration: number) => IterationRow | undefined,
  save: () => Uint8Array | undefined,
  ended: () => boolean = () => false,
): Promise<boolean> {
  const { signal, checkpoint, progress, progressSeconds, checkpointSeconds } = conditions;
  let saved = performance.now();
  let reported = -Infinity;
  let stopped = stopsEarly(rows, rule.metric, rule.stopping);
  while (rows.length < total && !stopped && !ended()) {
    if (signal.aborted || performance.now() - saved > checkpointSeconds * 1000) {
      const state = rows.length > 0 ? save() : undefined;
      if (state !== undefined) await checkpoint.save(state);
      saved = performance.now();
    }
    signal.throwIfAborted();
    const row = step(rows.length);
    if (row === undefined) break;
    rows.push(row);
    stopped = stopsEarly(rows, rule.metric, rule.stopping);
    const now = performance.now();
    const last = stopped || ended() || rows.length === total;
    if (last || now - reported >= progressSeconds * 1000) {
      reported = now;
      progress({
        fraction: last ? 1 : rows.length / total,
        epoch: rows.length,
        epochs: total,
        validationLoss: row.validation_loss,
        ...(row.loss === undefined ? {} : { loss: row.loss }),
      });
    }
    if (ended()) break;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  if (checkpoint.keep === true && rows.length > 0) {
    const state = save();
    if (state !== undefined) await checkpoint.save(state);
  }
  return stopped;
}

/**
 * Says which training a checkpoint is of: not a key (the store has that), but a guard against a foreign one. `choices` leave out how many
 * iterations there are to be: that says when to end, not how to get there, so that a longer training goes on from a shorter one.
 */
export function trainingIdentity(choices: object, training: TreeEvents, validation: TreeEvents): string {
  return JSON.stringify({ ...choices, events: [training.labels.length, validation.labels.length] });
}
