import { z } from 'zod';

const number = z.number().nullable();

/** Output of `profile`: a row for each group and bin that has events, groups in the order of their names. */
export const profileSchema = z
  .array(
    z
      .object({
        /** A class, a process, a sample ... */
        group: z.string(),
        /** From 0; null with its limits where there are no bins. */
        bin: z.int().nonnegative().nullable(),
        low: number,
        high: number,
        centre: number,
        events: z.int().positive(),
        sum_of_weights: z.number(),
      })
      /** For each column c `c_mean`, `c_error`, `c_spread`, `c_q50` ...; null where the weights sum to nothing. */
      .catchall(z.union([z.string(), number])),
  )
  .readonly();
