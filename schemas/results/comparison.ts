import { z } from 'zod';
import { perClass } from './splits.ts';

/**
 * - `network`: best cut on the score, test events at full luminosity;
 * - `network_dropout`: the same with the mean score over the stochastic passes;
 * - `cut-and-count`: the fixed cuts on all events (they are not trained);
 * - `cut-and-count-test`: the fixed cuts on the very test events that the networks are judged by.
 */
export const comparisonMethod = z.enum(['network', 'network_dropout', 'cut-and-count', 'cut-and-count-test']);
export type ComparisonMethod = z.infer<typeof comparisonMethod>;

/**
 * Outputs `mass_points` of `scan-scores` (networks alone) and `compare`: expected significance of one method in one channel at one mass point.
 *
 * `combined` is the quadrature of the channels' significances, each channel at its own threshold: its yields are the sums
 * over the channels and its effective background is the smallest of the channels'.
 * A network's numbers are null where no threshold leaves enough effective background events.
 */
export const massPointRow = z.strictObject({
  mass_gev: z.number(),
  channel: z.string().min(1),
  method: comparisonMethod,
  signal: z.number().nullable(),
  background: z.number().nullable(),
  /** Effective background events, event by event. */
  background_effective: z.number().nonnegative().nullable(),
  significance: z.number().nonnegative().nullable(),
  /** Events with `score >= threshold` pass; null for cut and count and for `combined`. */
  threshold: z.number().nullable(),
  /** From the finite simulation at the chosen cut. It does not cover that a best threshold is a maximum over noise. */
  significance_error: z.number().nonnegative().nullable(),
});
export type MassPointRow = z.infer<typeof massPointRow>;

/** The row of what could not be had. */
export const withoutNumbers = (place: Pick<MassPointRow, 'mass_gev' | 'channel' | 'method'>): MassPointRow => ({
  ...place,
  signal: null,
  background: null,
  background_effective: null,
  significance: null,
  threshold: null,
  significance_error: null,
});

/** Output `quality` of `scan-scores`. All on the test events with signed weights at full luminosity, unless said otherwise. */
export const scoreQuality = z.strictObject({
  /** Area under the weighted ROC of the score without dropout; all mass points of the category together; ties count one half. */
  auc: z.number(),
  /** The same of the mean over the stochastic passes. */
  auc_dropout: z.number(),
  /** With |w|: differs from `auc` where negative weights matter. */
  auc_absolute_weights: z.number(),
  auc_dropout_absolute_weights: z.number(),
  /** Near 1 for heavy mediators, where only the significance ranks methods. */
  auc_by_mass: z
    .array(z.strictObject({ mass_gev: z.number(), network: z.number(), network_dropout: z.number() }))
    .readonly(),
  /** Mean over the test events of a class (unweighted) of the standard deviation over the passes. */
  dropout_std: perClass(z.number().nonnegative()),
});
export type ScoreQuality = z.infer<typeof scoreQuality>;

/** Output `summary` of `compare`: the quality of the scores, and the significances beside cut and count. */
export const summarySchema = scoreQuality.extend({
  /**
   * One number a method: the combined significance at one mass point, the same for all methods. It is the mass point where
   * cut and count on all events is the most sensitive: that choice does not depend on the training, so it is the same
   * for every seed and favours no network. (Without any cut-and-count significance: the lowest mass.)
   */
  significance: z.strictObject({
    mass_gev: z.number(),
    network: z.number().nullable(),
    network_dropout: z.number().nullable(),
    cut_and_count: z.number().nullable(),
    cut_and_count_test: z.number().nullable(),
  }),
});
export type Summary = z.infer<typeof summarySchema>;
