import { z } from 'zod';

const slots = z.int().nonnegative();

export const splitParams = z.strictObject({
  by: z
    .array(z.string())
    .min(1)
    .describe('whole-number columns that name an event; events with equal values stay in one subset')
    .refine((names) => new Set(names).size === names.length, { error: 'the same column twice' }),
  slots: z
    .strictObject({ train: slots, validation: slots, test: slots })
    .refine(({ train, validation, test }) => train + validation + test > 0, { error: 'no subset has a share' })
    .describe('shares of the subsets: 3, 1, 2 gives 1/2, 1/6, 1/3; 0, 0, 1 makes test events of all of a sample'),
  count_by: z.string().default('channel').describe('whole-number column to count events by'),
});
export type SplitParams = z.infer<typeof splitParams>;
