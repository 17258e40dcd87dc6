import { z } from 'zod';
import { formulaText } from '../../science/metrics/index.ts';
import { scoredEventsParams } from '../scored-events/index.ts';

export const compareMethodsParams = z.strictObject({
  channels: scoredEventsParams.channels,
  signal_by: scoredEventsParams.signal_by,
  part: scoredEventsParams.part,
  method_by: z.array(z.string()).min(1).describe('carried attributes that name the method of each score table'),
  score: z.string().default('score').describe('the column of the score tables that is cut on'),
  ensembles: z
    .record(
      z.string(),
      z.strictObject({
        of: z.array(z.string()).min(1).describe('methods; * for all score tables'),
        by: z.enum(['mean', 'maximum']).default('maximum'),
      }),
    )
    .default({})
    .describe('further methods made of the scores of others'),
  cuts: z
    .record(z.string(), z.array(formulaText).min(1))
    .default({})
    .describe('further methods that are fixed cuts on columns of the events'),
  reference: z.string().describe('the method that the others are compared with'),
  minimum_effective_background: z
    .number()
    .nonnegative()
    .default(3)
    .describe('effective background events that a best cut must leave'),
  resamples: z.int().min(20).max(10_000).default(200),
});
export type CompareMethodsParams = z.infer<typeof compareMethodsParams>;
