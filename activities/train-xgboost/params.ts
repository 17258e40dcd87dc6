import { z } from 'zod';
import { xgboostSchema } from '../../science/learning/trees/index.ts';
import { treeStopping, treeTrainingParams } from '../tree-training/params.ts';

export const trainXgboostParams = z
  .strictObject({
    ...treeTrainingParams,
    ...xgboostSchema.shape,
    early_stopping: treeStopping(20).prefault({}),
    /** Validation events, spread over all, whose SHAP values are averaged; 0: none. Dear: (depth^2 x leaves x rounds) an event. */
    shap_events: z.int().nonnegative().default(1000),
  })
  .refine(({ max_depth: depth, max_leaves: leaves }) => depth > 0 || leaves > 0, {
    path: ['max_leaves'],
    error: 'trees without a greatest depth need a greatest number of leaves',
  });
export type TrainXgboostParams = z.infer<typeof trainXgboostParams>;
