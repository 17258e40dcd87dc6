import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One dimension of a search space. */
export const studyDimension = z.strictObject({
  /** `learning_rate`, `hidden.2.units`. */
  name: z.string(),
  type: z.enum(['int', 'float', 'choice']),
  /** Bounds of numbers; null for a choice. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  log: z.boolean(),
  /** The options of a choice, as text; empty for numbers. */
  options: z.array(z.string()).readonly(),
  /** True where it exists for some configurations only. */
  conditional: z.boolean(),
});
export type StudyDimension = z.infer<typeof studyDimension>;

export const studyTrial = z.strictObject({
  /** In the order of proposals, from 1. */
  trial: z.int().positive(),
  /** From 1; null for trials that did not reach the end. */
  rank: z.int().positive().nullable(),
  /** `pruned`: given up, or not promoted. `failed`: its task refused the configuration. */
  state: z.enum(['complete', 'pruned', 'failed']),
  /** Mean over executions at the last amount of the resource; null where it failed. */
  score: z.number().nullable(),
  /** Standard deviation over executions (divided by n - 1); null for one execution. */
  std: z.number().nullable(),
  /** Score of each execution at the last amount of the resource. */
  executions: z.array(z.number()).readonly(),
  /** Mean score at each amount of the resource that it got. */
  stages: z.array(z.strictObject({ budget: z.number().nullable(), score: z.number() })).readonly(),
  /** Value of each dimension that exists here; text for options that are not scalars. */
  values: z.record(z.string(), scalar),
  /** The list that the score was taken from (a loss for each epoch, say) of the first execution, thinned to at most 200 numbers. */
  curve: z.array(z.number()).readonly(),
  /** What made it fail. */
  error: z.string().nullable(),
});
export type StudyTrial = z.infer<typeof studyTrial>;

export const studyImportance = z.strictObject({
  /** One dimension, or two. */
  names: z.array(z.string()).min(1).max(2).readonly(),
  /** Fraction of the variance of the score over the space, as a random forest sees it (functional ANOVA). */
  fraction: z.number(),
});

/** Output `study` of a study: trials by rank, and what was learnt about the space. */
export const studyResult = z.strictObject({
  kind: z.string(),
  method: z.string(),
  sampler: z.string(),
  /** Tasks of the campaign that a trial goes through after its own; absent: none. */
  chain: z.array(z.string()).readonly().optional(),
  metric: z.string(),
  /** Which elements of a list the metric is of. */
  where: z.string().optional(),
  /** What people call the score; absent: the metric. */
  label: z.string().optional(),
  goal: z.enum(['minimise', 'maximise']),
  /** Trials proposed before the result of the one before was known. */
  lag: z.int().nullable(),
  space: z.array(studyDimension).readonly(),
  /** Complete ones by rank, then the pruned, then the failed. */
  trials: z.array(studyTrial).readonly(),
  /** Of complete trials; empty with fewer than ten of them. */
  importance: z.array(studyImportance).readonly(),
});
export type StudyResult = z.infer<typeof studyResult>;

/** Output `best` of a study. */
export const bestTrial = z.strictObject({
  trial: z.int().positive(),
  score: z.number(),
  /** Of the best trial, as the search space names them. */
  hyperparameters: z.record(z.string(), z.unknown()),
  /** All parameters of its task. */
  params: z.record(z.string(), z.unknown()),
});
export type BestTrial = z.infer<typeof bestTrial>;
