import { z } from 'zod';

const slots = z.int().positive();

export const splitParams = z.strictObject({
  by: z
    .array(z.string())
    .min(1)
    .describe('whole-number columns that name an event; events with equal values stay in one subset')
    .refine((names) => new Set(names).size === names.length, { error: 'the same column twice' }),
  slots: z
    .strictObject({ train: slots, validation: slots, test: slots })
    .describe('shares of the subsets: 3, 1, 2 gives 1/2, 1/6, 1/3'),
  count_by: z.string().default('channel').describe('whole-number column to count events by'),
});
export type SplitParams = z.infer<typeof splitParams>;
