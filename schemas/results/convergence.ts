import { z } from 'zod';

/** A row of the output `curve` of `dropout-convergence`: how well a mean over so many stochastic passes is known. */
export const convergenceRow = z.strictObject({
  kind: z.enum(['signal', 'background']),
  /** Passes that are averaged, T. */
  passes: z.int().positive(),
  /** Groups of T passes that were compared. */
  groups: z.int().min(2),
  /** Raw events. */
  events: z.int().positive(),
  /** Standard deviation (ddof 1) of the mean over T passes, from group to group; root mean square over the events. */
  std_of_mean: z.number().nonnegative(),
  /** What independent passes lead one to expect: standard deviation of one pass / sqrt(T), root mean square over the events. */
  expected: z.number().nonnegative(),
});
export type ConvergenceRow = z.infer<typeof convergenceRow>;
