import { z } from 'zod';

/**
 * Output `cutflow` of `select`: what is left after each step, for each value of the column `by` (a data-taking period).
 * Weights are event weights (generator weight times scale factors), not yet normalised. The first step is `all`.
 */
export const selectionCutflowRow = z.strictObject({
  step: z.string().min(1),
  /** As text, also where the column holds numbers. Null when the selection does not tell periods apart. */
  period: z.string().nullable(),
  events: z.int().nonnegative(),
  sum_of_weights: z.number(),
  sum_of_weights_squared: z.number().nonnegative(),
});
export type SelectionCutflowRow = z.infer<typeof selectionCutflowRow>;

/** Output `cutflow` of `weigh`: periods summed, weights physical (expected events at the full luminosity). */
export const cutflowRow = z.strictObject({
  step: z.string().min(1),
  events: z.int().nonnegative(),
  sum_of_weights: z.number(),
  /** sqrt(sum of w^2), event by event. */
  error: z.number().nonnegative(),
});
export type CutflowRow = z.infer<typeof cutflowRow>;
