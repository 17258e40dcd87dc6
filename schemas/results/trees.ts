import { z } from 'zod';
import { perClass, perSplit } from './splits.ts';

/** One iteration of a training of trees: a round of XGBoost, a tree of a forest, an estimator of AdaBoost. */
export const iterationRow = z.strictObject({
  /** From 1. */
  iteration: z.int().positive(),
  /** Weighted mean logarithmic loss of the model so far on the training events; XGBoost. */
  loss: z.number().optional(),
  /** Weighted share of the training events that the model so far gets right at score 0.5; AdaBoost. */
  accuracy: z.number().optional(),
  /** Weighted mean logarithmic loss on the validation events, weights balanced like the training's; P(right class) counts as 2^-23 at least. */
  validation_loss: z.number(),
  /** Area under the weighted ROC on the validation events. */
  validation_auc: z.number(),
  /** Weighted share of the validation events that are right at score 0.5. */
  validation_accuracy: z.number(),
  /** Weighted share of the training events that the trees which have not seen them get wrong; forest. Null until there is such an event. */
  out_of_bag_error: z.number().nullable().optional(),
  /** Weighted error of this iteration's estimator on the reweighted training events; AdaBoost. */
  estimator_error: z.number().optional(),
  /** Weight of its vote; AdaBoost. */
  estimator_weight: z.number().optional(),
});
export type IterationRow = z.infer<typeof iterationRow>;

/** Output `history` of `train-xgboost`, `train-forest` and `train-adaboost`. Holds no times: equal trainings give equal bytes. */
export const treeHistorySchema = z.strictObject({
  method: z.enum(['xgboost', 'forest', 'adaboost']),
  iterations: z.array(iterationRow).min(1).readonly(),
  /** By which validation metric `best_iteration` is the best. */
  metric: z.enum(['loss', 'auc', 'accuracy']),
  best_iteration: z.int().positive(),
  /** The row of `best_iteration`. */
  best: iterationRow,
  /** Iterations that the model holds: up to the best one with early stopping, else all. */
  kept_iterations: z.int().positive(),
  /** `early`: the metric stopped getting better. `iterations`: the greatest number was reached. `perfect`, `useless`: an AdaBoost estimator without or with too much error ended it. */
  stopped: z.enum(['early', 'iterations', 'perfect', 'useless']),
  /** The features that the trees saw, in order. */
  features: z.array(z.string()).min(1).readonly(),
  /** Raw events of each subset and class. */
  events: perSplit(perClass(z.int().nonnegative())),
  /** Sums of signed physical weights (`weight`, not rescaled) of each subset and class. */
  sum_of_weights: perSplit(perClass(z.number())),
});
export type TreeHistory = z.infer<typeof treeHistorySchema>;

/**
 * Output `importance` of the trainings of trees: one row a feature, the most important first (by `gain`, then by name).
 * A measure that the method does not have is null.
 */
export const importanceRow = z.strictObject({
  feature: z.string().min(1),
  /** XGBoost: mean loss reduction of its splits. Forest and AdaBoost: its share of the weighted impurity decrease, summing to 1. */
  gain: z.number().nonnegative(),
  /** The same summed over its splits (XGBoost). */
  total_gain: z.number().nonnegative().nullable(),
  /** Mean number of events, weighted by the Hessian, that its splits part (XGBoost). */
  cover: z.number().nonnegative().nullable(),
  /** Number of splits on it. */
  splits: z.int().nonnegative(),
  /** Mean over validation events of |SHAP value| of the margin (XGBoost; arXiv:1802.03888). */
  shap: z.number().nonnegative().nullable(),
  /** By how much the weighted validation AUC falls when the feature is shuffled between events, mean over repeats; null unless asked for. */
  permutation: z.number().nullable(),
  /** Standard deviation over the repeats. */
  permutation_std: z.number().nonnegative().nullable(),
});
export type ImportanceRow = z.infer<typeof importanceRow>;
