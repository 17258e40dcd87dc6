import { z } from 'zod';
import { treePaddingSchema, VALIDATION_METRICS } from '../../science/learning/trees/index.ts';
import { BALANCING_POLICIES } from '../../science/weights/index.ts';

/** What the trainings of trees have in common. */
export const treeTrainingParams = {
  /** Columns that the trees see. */
  features: z
    .array(z.string().min(1))
    .min(1)
    .max(32767)
    .refine((names) => new Set(names).size === names.length, { error: 'a feature is named twice' })
    .readonly(),
  /** A column that is 1 for signal and 0 for background, where a sample holds both. Absent: the sample's attribute kind. */
  label_column: z.string().min(1).optional(),
  padding: treePaddingSchema.default('native'),
  /** Trees have no use for a negative weight: `keep` is not offered. */
  negative_weights: z.enum(['absolute', 'absolute-rescaled', 'zero', 'drop']).default('absolute'),
  balancing: z.enum(BALANCING_POLICIES).default('signal-up-by-weight'),
  /** By which metric of the validation events the best iteration is chosen. */
  metric: z.enum(VALIDATION_METRICS).default('loss'),
  /** Train once on all features with so many iterations, then on the most important ones only. Null: on all. */
  best_features: z
    .strictObject({ keep: z.int().positive(), iterations: z.int().positive().default(100) })
    .nullable()
    .default(null),
  /** Shuffles of each feature for the permutation importance; 0: none. */
  permutation_repeats: z.int().nonnegative().max(1000).default(0),
  /** At least so many seconds lie between checkpoints. Does not change the result. */
  checkpoint_seconds: z.number().positive().default(15),
};

/** Early stopping; null: all iterations are run and kept. */
export const treeStopping = (patience: number) =>
  z
    .strictObject({
      patience: z.int().positive().default(patience),
      minimum_improvement: z.number().nonnegative().default(0),
    })
    .nullable();

export type TreeTrainingParams = z.infer<z.ZodObject<typeof treeTrainingParams>>;
