import { z } from 'zod';
import { perClass, perSplit } from './splits.ts';

/** One pass over the training events. */
export const epochRow = z.strictObject({
  /** From 1. */
  epoch: z.int().positive(),
  /** Weighted mean over the training events, as minimised (dropout on). */
  loss: z.number(),
  /** Weighted mean over the validation events, balanced like the training's. */
  validation_loss: z.number(),
  validation_auc: z.number().optional(),
  learning_rate: z.number().positive(),
});
export type EpochRow = z.infer<typeof epochRow>;

/** Output `history` of `train`. Holds no times, so that equal trainings give equal bytes. */
export const historySchema = z.strictObject({
  epochs: z.array(epochRow).min(1).readonly(),
  /** The epoch whose weights were kept: the lowest validation loss. */
  best_epoch: z.int().positive(),
  /** `early`: the validation loss stopped falling. `epochs`: the greatest number of epochs was reached. */
  stopped: z.enum(['early', 'epochs']),
  /** Number of trainable parameters. */
  parameters: z.int().positive(),
  /** Raw events of each subset and class. */
  events: perSplit(perClass(z.int().nonnegative())),
  /** Sums of signed physical weights (`weight`, not rescaled) of each subset and class. */
  sum_of_weights: perSplit(perClass(z.number())),
});
export type History = z.infer<typeof historySchema>;
