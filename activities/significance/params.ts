import { z } from 'zod';
import { binningParams, scoredEventsParams } from '../scored-events/index.ts';

const relative = z.number().nonnegative().lt(1);

export const significanceParams = z.strictObject({
  ...scoredEventsParams,
  discriminants: z.record(z.string(), z.string()).default({ network: 'score' }).describe('columns by name'),
  binning: binningParams.default(binningParams.parse({})),
  background_uncertainty: relative.default(0).describe('relative, of the whole background; one nuisance for all bins'),
  minimum_effective_background: z
    .number()
    .nonnegative()
    .default(3)
    .describe('effective background events that a best cut must leave'),
  resamples: z.int().min(20).max(10_000).default(100).describe('of the bootstrap behind the errors'),
});
export type SignificanceParams = z.infer<typeof significanceParams>;

/** Below this many effective background events numbers are marked as resting on too little. */
export const LOW_STATISTICS = 5;
