import { z } from 'zod';
import { normaliserSchema, paddingSchema } from '../../science/learning/preparation/index.ts';
import { PORTFOLIO_METHODS } from '../../science/learning/portfolio/index.ts';
import { VALIDATION_METRICS } from '../../science/learning/trees/index.ts';
import { treeTrainingParams } from '../tree-training/params.ts';

export const automlParams = z.strictObject({
  features: treeTrainingParams.features,
  label_column: treeTrainingParams.label_column,
  negative_weights: treeTrainingParams.negative_weights,
  balancing: treeTrainingParams.balancing,
  methods: z
    .array(z.enum(PORTFOLIO_METHODS))
    .min(1)
    .refine((methods) => new Set(methods).size === methods.length, { error: 'a method is named twice' })
    .readonly()
    .default(['network', 'xgboost', 'forest']),
  /** What may be spent. Numbers of trainings and epochs give the same result everywhere; minutes do not. */
  budget: z
    .strictObject({
      trainings: z.int().positive().max(10_000).default(12),
      /** Of a network, at most. */
      epochs: z.int().positive().default(60),
      /** Rounds of XGBoost, trees of a forest, estimators of AdaBoost, at most. */
      iterations: z.int().positive().default(200),
      /** Begin no further training after so many; what is found then depends on the machine. Null: no limit. */
      minutes: z.number().positive().nullable().default(null),
    })
    .prefault({}),
  /** Epochs and iterations without improvement before a training ends. */
  patience: z.int().positive().default(10),
  /** By which metric of the validation events members are ranked and blended. */
  metric: z.enum(VALIDATION_METRICS).default('loss'),
  /** Members of the blend, counting one that is taken again; 1: the best one alone. */
  blend: z.int().positive().max(1000).default(25),
  /** Of the networks; trees see missing values as such. */
  padding: paddingSchema
    .refine((padding) => padding !== 'drop-events' && padding !== 'drop-features', {
      error: 'networks and trees are blended event by event: all have the same events and features',
    })
    .default('mean'),
  normaliser: normaliserSchema.default('z-score'),
  checkpoint_seconds: treeTrainingParams.checkpoint_seconds,
});
export type AutomlParams = z.infer<typeof automlParams>;
