import { z } from 'zod';
import { splitName } from './splits.ts';

/** Output `counts` of `split`: the selected events of a sample by subset and channel, with physical weights (`weight`, not rescaled). */
export const splitCountsRow = z.strictObject({
  split: splitName,
  /** Value of the column `count_by` (dark matter: 0 ee, 1 mumu). */
  channel: z.int(),
  events: z.int().nonnegative(),
  sum_of_weights: z.number(),
  sum_of_weights_squared: z.number().nonnegative(),
  /** Weights of the events that the split keeps together (one particle-level event) summed first, then squared. */
  sum_of_group_weights_squared: z.number().nonnegative(),
});
export type SplitCountsRow = z.infer<typeof splitCountsRow>;
