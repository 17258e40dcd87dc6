import { z } from 'zod';

const place = {
  /** The signal hypothesis. */
  signal: z.string().min(1),
  mass_gev: z.number().nullable(),
};

/** Output `bins` of `significance`: one bin of a discriminant in one channel. */
export const significanceBinRow = z.strictObject({
  ...place,
  discriminant: z.string(),
  channel: z.string(),
  low: z.number(),
  high: z.number(),
  signal_events: z.number(),
  background: z.number(),
  /** From the finite simulation; responses of one particle-level event are summed first. */
  background_error: z.number().nonnegative(),
  background_effective: z.number().nonnegative(),
  /** Asimov significance with the background known, and with its uncertainty (systematic and statistical). */
  significance: z.number().nullable(),
  significance_with_uncertainty: z.number().nullable(),
  /** Fewer than five effective background events: the numbers say little. */
  low_statistics: z.boolean(),
});
export type SignificanceBinRow = z.infer<typeof significanceBinRow>;

/** Output `scan` of `significance`: events with `discriminant >= threshold`. */
export const significanceScanRow = z.strictObject({
  ...place,
  discriminant: z.string(),
  channel: z.string(),
  threshold: z.number(),
  signal_events: z.number(),
  background: z.number(),
  background_effective: z.number().nonnegative(),
  significance: z.number().nullable(),
  significance_with_uncertainty: z.number().nullable(),
  low_statistics: z.boolean(),
});
export type SignificanceScanRow = z.infer<typeof significanceScanRow>;

/**
 * Output `summary` of `significance`: for each channel the best cut, and the combination of all channels (`combined`) by
 * quadrature of the best cuts, by quadrature of the bins, and by the likelihood of the bins with all uncertainties.
 */
export const significanceSummaryRow = z.strictObject({
  ...place,
  discriminant: z.string(),
  channel: z.string(),
  method: z.enum(['best-cut', 'bins-in-quadrature', 'likelihood']),
  significance: z.number().nullable(),
  /** Standard deviation over the resamples of the simulation; null where there is none. */
  error: z.number().nonnegative().nullable(),
  /** Of a best cut in one channel: the threshold, and its spread over the resamples. */
  threshold: z.number().nullable(),
  threshold_error: z.number().nonnegative().nullable(),
  /** Median over the resamples less the value itself: how much a maximum over noise gains by chance. */
  bias: z.number().nullable(),
  low_statistics: z.boolean(),
});
export type SignificanceSummaryRow = z.infer<typeof significanceSummaryRow>;

/** Output `methods` of `compare-methods`. */
export const methodRow = z.strictObject({
  ...place,
  method: z.string(),
  /** Expected significance, channels in quadrature; null where too little background is left in every channel. */
  significance: z.number().nullable(),
  /** Standard deviation over the resamples. */
  error: z.number().nonnegative().nullable(),
  /** Effective background events behind it: of the poorest channel. */
  background_effective: z.number().nonnegative(),
});
export type MethodRow = z.infer<typeof methodRow>;

/** Output `differences` of `compare-methods`: significance of `method` less that of `reference` on the same resamples. */
export const methodDifferenceRow = z.strictObject({
  ...place,
  method: z.string(),
  reference: z.string(),
  difference: z.number(),
  error: z.number().nonnegative(),
  /** 16th and 84th percentile over the resamples. */
  low: z.number(),
  high: z.number(),
  /** Fraction of the resamples in which `method` is ahead. */
  better: z.number().min(0).max(1),
});
export type MethodDifferenceRow = z.infer<typeof methodDifferenceRow>;
