import { z } from 'zod';
import { adaboostSchema } from '../../science/learning/trees/index.ts';
import { treeStopping, treeTrainingParams } from '../tree-training/params.ts';

export const trainAdaboostParams = z.strictObject({
  ...treeTrainingParams,
  ...adaboostSchema.shape,
  early_stopping: treeStopping(20).default(null),
});
export type TrainAdaboostParams = z.infer<typeof trainAdaboostParams>;
