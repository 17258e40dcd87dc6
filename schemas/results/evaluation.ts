import { z } from 'zod';
import { perClass, splitName } from './splits.ts';

const number = z.number().nullable();

const confusion = z.strictObject({
  true_positive: z.number(),
  false_positive: z.number(),
  true_negative: z.number(),
  false_negative: z.number(),
});

/** Names of the figures that `evaluate` gives, in the order of its rows. */
export const FIGURES = [
  'auc',
  'average_precision',
  'accuracy',
  'balanced_accuracy',
  'precision',
  'recall',
  'specificity',
  'f1',
  'kappa',
  'matthews',
  'log_loss',
  'brier',
  'calibration_error',
] as const;

/** A row of the output `metrics` of `evaluate`: one figure of one table's events of one subset. */
export const metricRow = z.strictObject({
  /** The task that made the table. */
  table: z.string(),
  part: splitName,
  /** Null where all signal is judged together. */
  signal: z.string().nullable(),
  metric: z.enum(FIGURES),
  /** Null where it has no meaning, as precision where nothing is called signal. */
  value: number,
  /** Standard deviation and interval over bootstrap resamples; null without a bootstrap. */
  error: number,
  low: number,
  high: number,
});
export type MetricRow = z.infer<typeof metricRow>;

const chosenThreshold = z.strictObject({
  /** Events with `score >= threshold` are called signal. */
  threshold: z.number(),
  confusion,
});

/** How well a softmax tells its classes apart; the class with the largest score wins. */
const evaluatedClasses = z.strictObject({
  names: z.array(z.string()).min(2).readonly(),
  /** Sums of weights, a row for each true class, a column for each winning one. */
  confusion: z.array(z.array(z.number()).readonly()).readonly(),
  accuracy: number,
  balanced_accuracy: number,
  kappa: number,
  /** Means over classes, each class counting once. */
  macro_precision: number,
  macro_recall: number,
  macro_f1: number,
  log_loss: number,
  /** Area under the ROC of each class against all others. */
  auc: z.array(number).readonly(),
});

/** One table's events of one subset. */
export const evaluatedPart = z.strictObject({
  table: z.string(),
  part: splitName,
  /** Null where all signal is judged together. */
  signal: z.string().nullable(),
  events: perClass(z.int().nonnegative()),
  sum_of_weights: perClass(z.number()),
  /** Of a table whose column `score` is a softmax' first class, that class against the others. */
  figures: z.record(z.enum(FIGURES), z.strictObject({ value: number, error: number, low: number, high: number })),
  /** The threshold that figures such as accuracy are of. */
  chosen: chosenThreshold,
  /** Largest signal minus background efficiency; null without such a threshold. */
  youden: chosenThreshold.extend({ index: z.number() }).nullable(),
  /** Largest expected significance, with the physical weights; null where no threshold leaves enough background. */
  best_significance: chosenThreshold
    .extend({
      significance: z.number().nonnegative(),
      error: z.number().nonnegative(),
      background_effective: z.number().nonnegative(),
    })
    .nullable(),
  calibration: z
    .array(
      z.strictObject({
        low: z.number(),
        high: z.number(),
        events: z.int().nonnegative(),
        sum_of_weights: z.number(),
        mean_score: number,
        signal_share: number,
      }),
    )
    .readonly(),
  /** Null where the table knows signal and background only. */
  classes: evaluatedClasses.nullable(),
  roc: z.strictObject({ background_efficiency: z.array(number), signal_efficiency: z.array(number) }),
  precision_recall: z.strictObject({ recall: z.array(number), precision: z.array(number) }),
});
export type EvaluatedPart = z.infer<typeof evaluatedPart>;

/** How far the scores of two subsets of one table lie apart: overtraining shows between training and test. */
export const closenessRow = z.strictObject({
  table: z.string(),
  /** Null where all signal is judged together. */
  signal: z.string().nullable(),
  class: z.enum(['signal', 'background']),
  parts: z.tuple([splitName, splitName]),
  /** Largest distance of the weighted cumulative distributions. */
  distance: number,
  /** Of the limiting distribution, with effective events. */
  probability: number,
  /** Share of random divisions that lie as far apart; null where none were made. */
  permutation_probability: number,
});
export type ClosenessRow = z.infer<typeof closenessRow>;

/** Output `evaluation` of `evaluate`. */
export const evaluationSchema = z.strictObject({
  weights: z.enum(['physical', 'absolute', 'balanced', 'none']),
  /** Probability that the intervals hold; null without a bootstrap. */
  confidence: z.number().nullable(),
  parts: z.array(evaluatedPart).readonly(),
  closeness: z.array(closenessRow).readonly(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
