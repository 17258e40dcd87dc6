import { z } from 'zod';
import { channelCondition } from '../../science/metrics/index.ts';

export const scanScoresParams = z.strictObject({
  channels: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/), channelCondition)
    .refine((channels) => Object.keys(channels).length > 0 && !('combined' in channels), {
      error: "at least one channel, none of them called 'combined'",
    })
    .describe('disjoint sets of events, as in cut-and-count; each gets a threshold of its own'),
  minimum_effective_background: z
    .number()
    .nonnegative()
    .default(3)
    .describe('effective background events that a threshold must leave'),
  passes: z
    .int()
    .positive()
    .describe('stochastic passes behind the mean score, as in dropout-sampling; stands beside the figures'),
});
export type ScanScoresParams = z.infer<typeof scanScoresParams>;
