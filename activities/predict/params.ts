import { z } from 'zod';
import { splitName } from '../../schemas/results/index.ts';
import { evaluationParams } from '../scoring/params.ts';

export const predictParams = z.strictObject({
  /**
   * The events that are scored; absent: the test events, and all events by the networks of a cross-training. Weights are those at
   * full luminosity: `split_weight`, or `weight` after a cross-training. With `all` a column `split` says what each event was to
   * the training.
   */
  part: z.enum([...splitName.options, 'all']).optional(),
  ...evaluationParams,
});
export type PredictParams = z.infer<typeof predictParams>;
