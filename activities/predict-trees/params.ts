import { z } from 'zod';
import { SPLITS } from '../../schemas/results/index.ts';

export const predictTreesParams = z.strictObject({
  /** The subset that is scored, or all three; the column `split` says of which one an event is. */
  part: z.enum([...SPLITS, 'all']).default('test'),
});
export type PredictTreesParams = z.infer<typeof predictTreesParams>;
