import { z } from 'zod';
import type { StoredObject } from './artifact.ts';
import type { FailedTask, PlanReference } from './messages.ts';

const channel = z.union([z.int(), z.string()]);

/** When a challenger becomes the champion; in `campaign.yaml`, or by options of `umbra schedule create`. */
export const promotionRule = z.strictObject({
  promote: z
    .enum(['better', 'not-worse'])
    .default('not-worse')
    .describe(
      'better: when it is better by more than `sigma` errors; not-worse: also when it is not worse by more than that and has seen more data',
    ),
  metric: z.enum(['significance', 'auc']).default('significance').describe('what decides'),
  sigma: z.number().nonnegative().default(1).describe('in units of the error of the difference'),
});
export type PromotionRule = z.infer<typeof promotionRule>;

/** `retraining:` in `campaign.yaml`. */
export const retrainingSchema = z.strictObject({
  ...promotionRule.shape,
  scores: z
    .string()
    .regex(/^[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*$/, 'task.output')
    .optional()
    .describe('the task that scores test events with a model; needed where more than one does'),
  score: z.string().default('score').describe('the column of the scores that is compared'),
  channels: z.record(z.string(), channel).default({}).describe('disjoint sets of events, as in scan-scores'),
  minimum_effective_background: z.number().nonnegative().default(3),
  resamples: z.int().min(20).max(10_000).default(200).describe('of the paired bootstrap'),
});
export type RetrainingFile = z.infer<typeof retrainingSchema>;

/** What a schedule starts the workflow `retraining` with. Paths are those that the workers see. */
export interface RetrainingInput {
  readonly campaign: string;
  /** The campaign file. */
  readonly path: string;
  /** Folders with catalogues; none: the campaign's own. */
  readonly data: readonly string[];
  readonly seed?: number;
  /** Which of the campaign's profiles (default: its first). */
  readonly profile?: string;
  /** Options that replace those of the campaign file. */
  readonly rule: Partial<PromotionRule>;
  /** Go on when a sample that the last retraining used is bad now. */
  readonly withoutLost: boolean;
}

/** What a scan of the catalogues found. Bulk lies in the store. */
export type ScanResult =
  | { readonly state: 'unchanged'; readonly run: string; readonly at: string; readonly fingerprint: string }
  | {
      readonly state: 'changed';
      readonly fingerprint: string;
      readonly scan: StoredObject;
      readonly samples: number;
      /** Reads every sample as far as that needs no other; null where there is no catalogue. */
      readonly validation: PlanReference | null;
    };

export interface PlanRetrainingInput {
  readonly input: RetrainingInput;
  readonly scan: StoredObject;
  /** Tasks of the validation that failed. */
  readonly failed: readonly FailedTask[];
}

export interface RetrainingPlan {
  readonly plan: PlanReference;
  readonly samples: number;
  readonly quarantined: number;
  /** What the outcome needs to know of the samples. */
  readonly sampleRecord: StoredObject;
  /** Indices of the targets to tell when it has ended well, or not. */
  readonly notify: { readonly completed: readonly number[]; readonly failed: readonly number[] };
}

export interface ChallengeInput {
  readonly input: RetrainingInput;
  readonly plan: PlanReference;
  readonly run: string;
}

/** Challengers and champions that can be compared, as a plan; null when there is nothing to compare. */
export interface ChallengePlan {
  readonly plan: PlanReference | null;
}

export interface DecideInput extends ChallengeInput {
  readonly fingerprint: string;
  readonly challenge: ChallengePlan;
  readonly sampleRecord: StoredObject;
  /** Tasks of the campaign and of the challenge that failed. */
  readonly failed: readonly FailedTask[];
}

/** How a retraining ended: the result of its workflow. */
export interface RetrainingResult {
  readonly outcome: 'unchanged' | 'retrained';
  readonly message: string;
  readonly run?: string;
  readonly samples?: number;
  readonly quarantined?: readonly { readonly sample: string; readonly reason: string }[];
  readonly models?: Readonly<Record<string, ModelOutcome>>;
}

export interface ModelOutcome {
  readonly action: 'promoted' | 'kept' | 'failed';
  readonly version: number | null;
  readonly champion: number | null;
  readonly why: string;
}
