import { z } from 'zod';
import { channelCondition } from '../../science/metrics/index.ts';

export const challengeParams = z.strictObject({
  score: z.string().min(1).default('score').describe('the column of both score tables that is compared'),
  channels: z
    .record(z.string(), channelCondition)
    .default({})
    .describe('disjoint sets of events, each with a threshold of its own; none: all events together'),
  minimum_effective_background: z
    .number()
    .nonnegative()
    .default(3)
    .describe('effective background events that a threshold must leave'),
  resamples: z.int().min(20).max(10_000).default(200),
});
export type ChallengeParams = z.infer<typeof challengeParams>;
