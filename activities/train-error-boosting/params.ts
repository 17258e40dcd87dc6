import { z } from 'zod';
import { trainParams } from '../train/params.ts';

export const boostingSchema = z.strictObject({
  /** Trainings after the first one. */
  rounds: z.int().positive().default(5),
  /** Signal that scores below 1 - threshold and background that scores above it is misjudged. */
  threshold: z.number().gt(0).lt(1).default(0.4),
  /** Factor on the weights of misjudged events, each round. */
  raise: z.number().positive().default(1.3),
  /** Factor on the weights of the others. */
  lower: z.number().positive().default(1),
});

/** Those of `train`, for signal against background, and how errors change the weights. */
export const trainErrorBoostingParams = trainParams
  .safeExtend({ boosting: boostingSchema.prefault({}) })
  .refine(({ classes }) => classes === undefined, {
    path: ['classes'],
    error: 'errors are those of signal against background, not of classes',
  });
export type TrainErrorBoostingParams = z.infer<typeof trainErrorBoostingParams>;
