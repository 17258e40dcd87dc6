import { z } from 'zod';

/**
 * A bin of a distribution of one group of events. Rows of one distribution and group are in the order of the bins; `low` and `high`
 * are in `unit`. Events outside of the bins count in the first or last one; events without a value are left out.
 */
export const binnedRow = z.strictObject({
  /** What is distributed: a column. */
  distribution: z.string().min(1),
  unit: z.string().nullable(),
  /** A class, a process, a sample ... */
  group: z.string().min(1),
  low: z.number(),
  high: z.number(),
  events: z.int().nonnegative(),
  sum_of_weights: z.number(),
  /** sqrt(sum of w^2) */
  error: z.number().nonnegative(),
});
export type BinnedRow = z.infer<typeof binnedRow>;
