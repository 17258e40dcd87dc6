import { z } from 'zod';

const share = z.number().positive().max(1).default(1);

/** XGBoost's parameters under the names and with the meaning that its documentation gives them (`rounds`: num_boost_round). */
export const xgboostSchema = z.strictObject({
  /** The most rounds of boosting. */
  rounds: z.int().positive().default(300),
  learning_rate: z.number().positive().max(1).default(0.1),
  max_depth: z.int().min(0).max(30).default(6),
  /** With 0 for max_depth the tree grows by its best leaves up to so many; 0: no bound. */
  max_leaves: z.int().nonnegative().default(0),
  min_child_weight: z.number().nonnegative().default(1),
  min_split_loss: z.number().nonnegative().default(0),
  max_delta_step: z.number().nonnegative().default(0),
  reg_lambda: z.number().nonnegative().default(1),
  reg_alpha: z.number().nonnegative().default(0),
  subsample: share,
  colsample_bytree: share,
  colsample_bylevel: share,
  colsample_bynode: share,
  max_bin: z.int().min(2).max(65535).default(256),
  /** Factor on the weights of signal, or `balance`: sum of background weights / sum of signal weights in training. */
  scale_pos_weight: z.union([z.number().positive(), z.literal('balance')]).default(1),
});
export type XgboostParams = z.infer<typeof xgboostSchema>;

/** Whether anything is drawn by chance: the random numbers then have a history within a run of the library. */
export const drawsByChance = (params: XgboostParams): boolean =>
  [params.subsample, params.colsample_bytree, params.colsample_bylevel, params.colsample_bynode].some((s) => s < 1);

/** What the library is given. */
export function libraryParameters(
  all: XgboostParams,
  given: { readonly seed: number; readonly threads: number; readonly signal: number; readonly background: number },
): readonly (readonly [string, string])[] {
  const { scale_pos_weight: factor, ...params } = xgboostSchema.omit({ rounds: true }).strip().parse(all);
  const values = {
    objective: 'binary:logistic',
    tree_method: 'hist',
    grow_policy: params.max_depth === 0 ? 'lossguide' : 'depthwise',
    ...params,
    scale_pos_weight: factor === 'balance' ? given.background / given.signal : factor,
    seed: given.seed % 2147483648,
    // The numbers of a round do not depend on those before it
    seed_per_iteration: true,
    nthread: given.threads,
    verbosity: 0,
  };
  return Object.entries(values).map(([name, value]) => [name, String(value)] as const);
}
