import { z } from 'zod';
import { SPLITS } from '../../schemas/results/index.ts';
import { evaluationParams } from '../scoring/params.ts';

export const predictTreesParams = z.strictObject({
  /** The subset that is scored, or all three; a column `split` then says of which one an event is. */
  part: z.enum([...SPLITS, 'all']).default('test'),
  keep: evaluationParams.keep,
  label_column: evaluationParams.label_column,
});
export type PredictTreesParams = z.infer<typeof predictTreesParams>;
