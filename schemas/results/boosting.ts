import { z } from 'zod';
import { splitName } from './splits.ts';

/** A row of the output `rounds` of `train-error-boosting`: a round's network on one subset, with the weights of the first round. */
export const boostingRow = z.strictObject({
  /** 0: before any weight was changed. */
  round: z.int().nonnegative(),
  part: splitName,
  /** Weighted mean logarithmic loss. */
  loss: z.number(),
  auc: z.number(),
  /** Weighted share of events on the right side of 0.5. */
  accuracy: z.number(),
  /** Weighted share of the misjudged events. */
  misjudged: z.number(),
  /** Share that those had of the weights which the round was trained with; training events only. */
  trained_share: z.number().nullable(),
  /** Largest over smallest factor on a weight; training events only. */
  spread: z.number().nullable(),
  /** The epoch that was kept. */
  best_epoch: z.int().positive(),
});
export type BoostingRow = z.infer<typeof boostingRow>;
