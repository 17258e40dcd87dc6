import { z } from 'zod';
import { adaboostSchema } from '../../science/learning/trees/index.ts';
import { treeStopping, treeTrainingParams } from '../tree-training/params.ts';

export const trainAdaboostParams = z.strictObject({
  ...treeTrainingParams,
  ...adaboostSchema.shape,
  /** Votes are no probabilities: a loss says little of them. */
  metric: treeTrainingParams.metric.unwrap().default('accuracy'),
  early_stopping: treeStopping(20).default(null),
});
export type TrainAdaboostParams = z.infer<typeof trainAdaboostParams>;
