import { z } from 'zod';

const share = z.number();

/** A row of the output `leaderboard` of `automl`: a member, or the blend. Weights are balanced as in training. */
export const leaderboardRow = z.strictObject({
  /** 1 for the best by the validation events. */
  rank: z.int().positive(),
  /** `network 1`, `xgboost 2`, ...; `blend`. */
  name: z.string(),
  method: z.string(),
  /** Its parameters, as text. */
  settings: z.string(),
  /** Epochs or iterations that were kept; null for the blend. */
  iterations: z.int().positive().nullable(),
  train_loss: share,
  validation_loss: share,
  train_auc: share,
  validation_auc: share,
  /** Train minus validation. */
  auc_gap: share,
  train_accuracy: share,
  validation_accuracy: share,
  /** Of its scores in the blend. */
  share: z.number().min(0).max(1),
});
export type LeaderboardRow = z.infer<typeof leaderboardRow>;
