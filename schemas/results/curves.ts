import { z } from 'zod';

/** Scores are in [0, 1]; weights are `split_weight`, so that the sums are yields at full luminosity. */
const finite = z.number();

/** Yields per bin of one process or mass point: `edges.length - 1` values each, in events. */
const binned = {
  sum_of_weights: z.array(finite).readonly(),
  /** Statistical error of each bin; responses of one particle-level event are summed before squaring. */
  error: z.array(finite.nonnegative()).readonly(),
};

const scoreHistogram = z
  .strictObject({
    /** Bin edges of the score without dropout, ascending, 0 to 1; 50 equal bins unless there is reason for others. */
    edges: z.array(finite).min(2).readonly(),
    /** One entry a background process. Any order: figures stack by falling yield. */
    backgrounds: z.array(z.strictObject({ process: z.string().min(1), ...binned })).readonly(),
    /** One entry a mass point of the category, by rising mass. */
    signals: z.array(z.strictObject({ mass_gev: finite, ...binned })).readonly(),
  })
  .refine(
    (histogram) =>
      [...histogram.backgrounds, ...histogram.signals].every(
        (entry) =>
          entry.sum_of_weights.length === histogram.edges.length - 1 &&
          entry.error.length === histogram.edges.length - 1,
      ),
    { error: 'every histogram needs one value and one error a bin' },
  );

export const networkMethod = z.enum(['network', 'network_dropout']);

const roc = z
  .strictObject({
    /** `network`: one pass without dropout; `network_dropout`: the mean over the stochastic passes. */
    method: networkMethod,
    /** Null: all mass points of the category together. */
    mass_gev: finite.nullable(),
    auc: finite,
    /** Weighted efficiencies from the strictest threshold to the loosest; at most 200 points, thinned evenly in log10(background efficiency). */
    background_efficiency: z.array(finite).max(200).readonly(),
    signal_efficiency: z.array(finite).max(200).readonly(),
  })
  .refine((curve) => curve.background_efficiency.length === curve.signal_efficiency.length, {
    error: 'a ROC needs as many signal as background efficiencies',
  });

const significanceScan = z
  .strictObject({
    mass_gev: finite,
    /** `ee`, `mumu`, ... or `combined` (quadrature of the channels, each cut at the same threshold). */
    channel: z.string().min(1),
    method: networkMethod,
    /** Cuts `score >= threshold`, ascending; at most 200 points, thinned evenly in logit(score), the best one kept. */
    thresholds: z.array(finite).max(200).readonly(),
    /** Null where it is undefined (no background left, or a negative sum of weights). */
    significance: z.array(finite.nullable()).max(200).readonly(),
    /** Effective background events left (for `combined`: the smallest of the channels). */
    background_effective: z.array(finite).max(200).readonly(),
    /** The best threshold with enough effective background events; null when there is none. For `combined` each channel may have its own: threshold null. */
    best: z.strictObject({ threshold: finite.nullable(), significance: finite }).nullable(),
  })
  .refine(
    (scan) =>
      scan.thresholds.length === scan.significance.length &&
      scan.thresholds.length === scan.background_effective.length,
    { error: 'a scan needs one significance and one number of effective events a threshold' },
  );

const classSpread = z.strictObject({
  /** Mean over the test events of the class (raw, unweighted) of the standard deviation over the passes. */
  mean: finite.nonnegative(),
  /** Raw test events per bin of `edges`; those outside count in the first or last bin. */
  events: z.array(finite.nonnegative()).readonly(),
});

const dropoutSpread = z
  .strictObject({
    /** Edges of the standard deviation over the passes (ddof 0), ascending; logarithmic from 1e-7 to 0.5, ten a decade: well trained networks spread that little. */
    edges: z.array(finite).min(2).readonly(),
    passes: z.int().positive(),
    signal: classSpread,
    background: classSpread,
  })
  .refine(
    (spread) => [spread.signal, spread.background].every((entry) => entry.events.length === spread.edges.length - 1),
    { error: 'the spread needs one number of events a bin' },
  );

/** What the figures of one category draw; nothing is recomputed there. All on the test events scaled to full luminosity. */
export const curvesSchema = z.strictObject({
  score: scoreHistogram,
  /** Both methods over all masses, then `network` for each mass point. */
  roc: z.array(roc).readonly(),
  /** At least the lowest mass point, `network`, each channel and `combined`; the highest mass point and `network_dropout` are drawn when present. */
  significance: z.array(significanceScan).readonly(),
  /** The requirement behind `best`. */
  minimum_effective_background: finite.nonnegative(),
  dropout_std: dropoutSpread,
});

export type Curves = z.infer<typeof curvesSchema>;
