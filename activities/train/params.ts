import { z } from 'zod';
import { networkSchema, optimiserSchema } from '../../science/learning/network.ts';
import { NORMALISERS, paddingSchema } from '../../science/learning/preparation/index.ts';
import { BALANCING_POLICIES, NEGATIVE_WEIGHT_POLICIES } from '../../science/weights/index.ts';

export const trainParams = z.strictObject({
  /** Columns that the network sees, in this order. */
  features: z
    .array(z.string().min(1))
    .min(1)
    .refine((names) => new Set(names).size === names.length, { error: 'a feature is named twice' })
    .readonly(),
  padding: paddingSchema.default('zero'),
  normaliser: z.enum(NORMALISERS).default('batch'),
  negative_weights: z.enum(NEGATIVE_WEIGHT_POLICIES).default('absolute'),
  balancing: z.enum(BALANCING_POLICIES).default('signal-up-by-weight'),
  network: networkSchema,
  optimiser: optimiserSchema.prefault({ name: 'adam' }),
  batch_size: z.int().positive().default(512),
  /** The most epochs. */
  epochs: z.int().positive().default(30),
  /** Null: train all epochs; the best one's weights are kept either way. */
  early_stopping: z
    .strictObject({
      patience: z.int().positive().default(5),
      minimum_improvement: z.number().nonnegative().default(0),
    })
    .nullable()
    .prefault({}),
  /** At least so many seconds lie between checkpoints. Does not change the result. */
  checkpoint_seconds: z.number().positive().default(15),
});
export type TrainParams = z.infer<typeof trainParams>;
