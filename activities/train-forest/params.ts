import { z } from 'zod';
import { forestSchema } from '../../science/learning/trees/index.ts';
import { treeStopping, treeTrainingParams } from '../tree-training/params.ts';

export const trainForestParams = z.strictObject({
  ...treeTrainingParams,
  ...forestSchema.shape,
  early_stopping: treeStopping(20).default(null),
});
export type TrainForestParams = z.infer<typeof trainForestParams>;
