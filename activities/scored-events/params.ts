import { z } from 'zod';
import { splitName } from '../../schemas/results/index.ts';
import { channelCondition } from '../../science/metrics/index.ts';

/** Parameters of kinds that read `readScoredEvents`. */
export const scoredEventsParams = {
  channels: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/), channelCondition)
    .refine((channels) => !('combined' in channels), { error: "a channel cannot be called 'combined'" })
    .default({})
    .describe('disjoint sets of events; none: all events together'),
  signal_by: z
    .array(z.string())
    .min(1)
    .default(['mass_gev'])
    .describe('columns or carried attributes that tell signal hypotheses apart'),
  part: splitName.default('test').describe('of tables with a column split: the subset that counts'),
};

export const binningParams = z
  .strictObject({
    method: z.enum(['equal-width', 'signal-quantiles', 'best-significance']).default('best-significance'),
    bins: z.int().min(1).max(200).default(10).describe('at most: bins with too little background are joined'),
    minimum_effective_background: z.number().nonnegative().default(3).describe('in each bin'),
    from: z
      .number()
      .optional()
      .describe('values below are left out: a bin of a million background events tells nothing of the signal'),
    low: z.number().default(0).describe('of equal-width'),
    high: z.number().default(1),
    overflow: z
      .enum(['include', 'exclude', 'error'])
      .default('include')
      .describe('what becomes of values outside the outer edges: counted in the outer bins, left out, or an error'),
  })
  .refine(({ low, high }) => low < high, { error: 'low must be below high' });
export type BinningParams = z.infer<typeof binningParams>;
