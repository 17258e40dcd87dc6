import { z } from 'zod';

export const toyLimitsParams = z.strictObject({
  level: z.number().gt(0).lt(0.5).default(0.05).describe('1 - confidence level'),
  minimum_toys: z
    .int()
    .positive()
    .default(10)
    .describe('a limit that fewer toys with signal reach is warned about, in its row too'),
  resamples: z.int().min(10).max(10_000).default(100).describe('of the bootstrap that errors come from'),
  match: z
    .array(z.string())
    .default(['model', 'scenario', 'mass_gev'])
    .describe('attributes by which a hypothesis finds its samples; process stands for the name of the signal'),
});
export type ToyLimitsParams = z.infer<typeof toyLimitsParams>;
