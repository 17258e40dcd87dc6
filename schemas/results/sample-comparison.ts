import { z } from 'zod';

const nonnegative = z.number().nonnegative();

/** Output `summary` of `compare-samples`: generated events against simulated ones that nothing was trained on. Unweighted. */
export const sampleComparisonSchema = z.strictObject({
  generated: z.int().positive(),
  simulated: z.int().positive(),
  /**
   * Area under the ROC of a classifier that is trained to tell them apart, on events that it was not trained on: 1/2 where it cannot.
   * `reference`: the same for simulated events that the generator was trained on against those it was not.
   */
  classifier: z.strictObject({
    auc: z.number(),
    error: nonnegative,
    reference_auc: z.number(),
    reference_error: nonnegative,
  }),
  /** Mean over random directions in the space of the standardised features. */
  sliced_wasserstein: nonnegative,
  sliced_wasserstein_reference: nonnegative,
  /**
   * Share of the generated events whose nearest simulated event is one that the generator was trained on, and not one of as many that it
   * was not: 1/2 where nothing was learned by heart, 1 for copies. Null unless features are named for it.
   */
  nearest: z.strictObject({ share: nonnegative, error: nonnegative }).nullable(),
  /** Of each feature: the Wasserstein distance over the standard deviation of the simulated events, where both have the value. */
  features: z
    .array(
      z.strictObject({
        feature: z.string(),
        wasserstein: nonnegative,
        reference: nonnegative,
        /** Fraction of the events that have the value. */
        generated_present: nonnegative,
        simulated_present: nonnegative,
        generated_mean: z.number(),
        simulated_mean: z.number(),
        /** Error of the simulated mean. */
        simulated_mean_error: nonnegative,
      }),
    )
    .readonly(),
  /** Kolmogorov's test of generated azimuths against the uniform distribution. */
  uniform: z.array(z.strictObject({ feature: z.string(), distance: nonnegative, probability: nonnegative })).readonly(),
  /** Events in which a value is larger than the one that must not be smaller. */
  ordered: z
    .array(z.strictObject({ features: z.array(z.string()).readonly(), generated: nonnegative, simulated: nonnegative }))
    .readonly(),
});
export type SampleComparison = z.infer<typeof sampleComparisonSchema>;
