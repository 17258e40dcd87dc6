import { z } from 'zod';

/** The registry of trained models of a campaign: which one is the champion of each category, and how it came to be. */

const object = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().nonnegative() });

/** A trained model that a retraining or a person put forward. */
export const modelVersionSchema = z.strictObject({
  version: z.int().positive(),
  registered: z.string(),
  /** The run that made it. */
  run: z.string(),
  /** The task instance that trained it, its key, and which of its outputs the model is. */
  task: z.string(),
  key: z.string(),
  output: z.string(),
  model: object,
  /** Rows of the tables that its training read: how much data it has seen. */
  events: z.int().nonnegative(),
  /** Hash of how events were divided into training and test events. */
  split: z.string(),
  /** How it scores events: kind, parameters and seed of the task of its own run. */
  scoring: z.strictObject({ kind: z.string(), params: z.unknown(), seed: z.number().optional() }),
});
export type ModelVersion = z.infer<typeof modelVersionSchema>;

const measured = z.strictObject({ auc: z.number().nullable(), significance: z.number().nullable() });
const difference = z.strictObject({
  /** Challenger minus champion on all test events. */
  value: z.number(),
  /** Standard deviation of the difference over the resamples. */
  error: z.number().nonnegative(),
  /** 16th and 84th percentile over the resamples. */
  low: z.number(),
  high: z.number(),
  /** Fraction of resamples in which the challenger is better; ties count one half. */
  better: z.number().min(0).max(1),
});

/** Challenger and champion on the same test events; the output of `challenge`. */
export const challengeSchema = z.strictObject({
  /** Test events of signal and background. */
  events: z.strictObject({ signal: z.int().nonnegative(), background: z.int().nonnegative() }),
  /** Particle-level events, which are resampled as wholes. */
  groups: z.int().nonnegative(),
  resamples: z.int().positive(),
  challenger: measured,
  champion: measured,
  /** Null where one of the two has no such figure. */
  difference: z.strictObject({ auc: difference.nullable(), significance: difference.nullable() }),
});
export type Challenge = z.infer<typeof challengeSchema>;

export const modelEventSchema = z.strictObject({
  at: z.string(),
  action: z.enum(['promoted', 'kept', 'rolled-back']),
  /** The version that was put forward, or gone back to. */
  version: z.int().positive(),
  /** The champion before. */
  from: z.int().positive().nullable(),
  by: z.enum(['retraining', 'person']),
  why: z.string(),
  challenge: challengeSchema.optional(),
});
export type ModelEvent = z.infer<typeof modelEventSchema>;

const registeredModel = z.strictObject({
  champion: z.int().positive().nullable(),
  versions: z.array(modelVersionSchema).readonly(),
  history: z.array(modelEventSchema).readonly(),
});
export type RegisteredModel = z.infer<typeof registeredModel>;

/** A sample that was left out of a retraining, and why. */
export const quarantinedSampleSchema = z.strictObject({
  sample: z.string(),
  file: z.string(),
  /** Null where it cannot be read. */
  sha256: z.string().nullable(),
  reason: z.string(),
});
export type QuarantinedSample = z.infer<typeof quarantinedSampleSchema>;

/** How the last retraining that had something to do ended. */
export const retrainingStateSchema = z.strictObject({
  /** Of everything that was scanned: campaign, catalogues and the content of all files. */
  fingerprint: z.string(),
  run: z.string(),
  at: z.string(),
  outcome: z.string(),
  /** False when tasks failed: the next retraining goes on although nothing changed. */
  complete: z.boolean(),
  /** sha256 of each good sample's file, by catalogue entry. */
  samples: z.record(z.string(), z.string()),
  quarantined: z.array(quarantinedSampleSchema).readonly(),
});
export type RetrainingState = z.infer<typeof retrainingStateSchema>;

export const modelRegistrySchema = z.strictObject({
  campaign: z.string(),
  /** By category: the axis value of the task that trains. */
  models: z.record(z.string(), registeredModel),
  retraining: retrainingStateSchema.optional(),
});
export type ModelRegistry = z.infer<typeof modelRegistrySchema>;
