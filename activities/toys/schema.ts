import { z } from 'zod';

const number = z.number().nullable();

/** Toys `first` ... `first + count - 1` of one model, tested at every strength of the scan. */
export const toyRangeSchema = z.strictObject({
  discriminant: z.string().min(1),
  signal: z.string().min(1),
  mass_gev: number,
  signal_events: z.number(),
  background_events: z.number(),
  /** Whether `observed` is of data; otherwise it is of the expected background. */
  unblinded: z.boolean(),
  statistic: z.enum(['qtilde', 'q']),
  seed: z.int().nonnegative(),
  first: z.int().nonnegative(),
  count: z.int().positive(),
  /** By asymptotic distributions, at `level`. Strengths are multiples of the nominal signal. */
  asymptotic: z.strictObject({ level: z.number(), observed: z.number(), expected: z.array(z.number()).length(5) }),
  /** By rising strength. */
  scan: z.array(
    z.strictObject({
      strength: z.number().positive(),
      /** Test statistic of the data (or of the expected background). */
      observed: z.number(),
      /** CLs by asymptotic distributions: observed, and expected at -2 ... +2 standard deviations. */
      asymptotic_cls: z.strictObject({ observed: z.number(), expected: z.array(z.number()).length(5) }),
      /** Test statistics `[count]`, toy by toy, of toys with this signal and without any; null where a fit did not converge. */
      signal_toys: z.array(number),
      background_toys: z.array(number),
    }),
  ),
});
export type ToyRangeResult = z.infer<typeof toyRangeSchema>;

/** Output `toys` of `toys`: one for each model. */
export const toyRangesSchema = z.array(toyRangeSchema).readonly();
