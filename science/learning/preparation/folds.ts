import { z } from 'zod';
import { assignSubsets, splitHashes, type KeyColumn } from '../../weights/index.ts';

/**
 * Cross-training: events are dealt over folds by a hash of the columns `by`. The network of fold f is trained without the events of
 * f (which it may score) and of the next fold (which validate it).
 */
export const crossTrainingSchema = z
  .strictObject({
    folds: z.int().min(3).max(100),
    /** From 0. */
    fold: z.int().nonnegative(),
    by: z.array(z.string().min(1)).min(1).readonly(),
  })
  .refine(({ folds, fold }) => fold < folds, { path: ['fold'], error: 'folds are counted from 0' });
export type CrossTraining = z.infer<typeof crossTrainingSchema>;

/** Fold of each event. @param columns those of `by` */
export function foldOf(
  { folds }: Pick<CrossTraining, 'folds'>,
  columns: readonly KeyColumn[],
  events: number,
): Int8Array {
  return assignSubsets(
    splitHashes(columns, events),
    Array.from({ length: folds }, () => 1),
  );
}

/** What each event is to the network of a fold, by the codes of the column `split`: 0 train, 1 validation, 2 test. */
export function foldSubsets({ folds, fold }: CrossTraining, foldsOfEvents: Int8Array): Int8Array {
  const validation = (fold + 1) % folds;
  return foldsOfEvents.map((own) => (own === fold ? 2 : own === validation ? 1 : 0));
}
