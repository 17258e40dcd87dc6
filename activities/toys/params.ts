import { z } from 'zod';

const positive = z.number().positive();

export const toysParams = z.strictObject({
  discriminants: z.array(z.string()).optional().describe('only these'),
  signals: z
    .array(z.union([z.string(), z.number()]))
    .optional()
    .describe('only these, by name or mass'),
  toys: z.int().positive().max(100_000).default(1000).describe('toys with and without signal, at each strength'),
  range: z
    .int()
    .nonnegative()
    .default(0)
    .describe('which ones: range r are the toys r * toys to (r + 1) * toys - 1 of the seed'),
  strengths: z
    .union([
      z
        .array(positive)
        .min(2)
        .refine((values) => values.every((value, i) => i === 0 || value > (values[i - 1] as number)), {
          error: 'rising strengths, each once',
        })
        .describe('multiples of the nominal signal'),
      z
        .strictObject({
          points: z.int().min(2).max(100).default(10),
          from: positive.max(1).default(0.7).describe('times the smallest asymptotic limit'),
          to: positive.min(1).default(1.4).describe('times the largest asymptotic limit'),
        })
        .describe('around the asymptotic limits, evenly spread in the logarithm'),
    ])
    .default({ points: 10, from: 0.7, to: 1.4 }),
  statistic: z.enum(['qtilde', 'q']).default('qtilde').describe('of arXiv:1007.1727: eq. 16 or eq. 14'),
  level: z.number().gt(0).lt(0.5).default(0.05).describe('1 - confidence level'),
  checkpoint_seconds: z.number().positive().default(5),
});
export type ToysParams = z.infer<typeof toysParams>;
