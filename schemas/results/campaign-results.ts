import { z } from 'zod';
import { comparisonMethod } from './comparison.ts';
import { tableDocument } from './document.ts';
import { perClass, perSplit } from './splits.ts';

const categoryResult = z.strictObject({
  category: z.string(),
  model: z.string(),
  scenario: z.string(),
  region: z.string(),
  /** Of the network's score without dropout on the test events. */
  auc: z.number(),
  /** Raw events by subset and class. */
  events: perSplit(perClass(z.int().nonnegative())),
  /** Signed physical weights, not rescaled. */
  sum_of_weights: perSplit(perClass(z.number())),
  /** Epochs trained. */
  epochs: z.int().positive(),
  dropout_std: perClass(z.number().nonnegative()),
  /** Combined, at the mass point `mass` (GeV) where cut and count is the most sensitive; see `summarySchema`. */
  significance: z.strictObject({
    mass: z.number(),
    network: z.number().nullable(),
    network_dropout: z.number().nullable(),
    cut_and_count: z.number().nullable(),
  }),
});

const massPointResult = z.strictObject({
  model: z.string(),
  scenario: z.string(),
  /** GeV */
  mass: z.number(),
  channel: z.string(),
  method: comparisonMethod,
  signal: z.number().nullable(),
  background: z.number().nullable(),
  background_effective: z.number().nonnegative().nullable(),
  significance: z.number().nonnegative().nullable(),
  significance_error: z.number().nonnegative().nullable(),
  threshold: z.number().nullable(),
});

const cutflowResult = z.strictObject({
  dsid: z.int().nonnegative(),
  steps: z
    .array(
      z.strictObject({
        name: z.string(),
        /** Raw events. */
        events: z.int().nonnegative(),
        /** Expected events at full luminosity. */
        weighted: z.number(),
        /** sqrt(sum of w^2) */
        error: z.number().nonnegative(),
      }),
    )
    .readonly(),
});

/** The results of a run, as tables show them. */
export const campaignResultsSchema = z.strictObject({
  campaign: z.string(),
  run: z.string(),
  categories: z.array(categoryResult).readonly(),
  mass_points: z.array(massPointResult).readonly(),
  cutflows: z.array(cutflowResult).readonly(),
  /** Tables that the campaign lays out itself (kind `table`). */
  tables: z.array(tableDocument).readonly().optional(),
});
export type CampaignResults = z.infer<typeof campaignResultsSchema>;

/**
 * What `umbra results CAMPAIGN --json` prints: `mass_points` holds the methods network, network_dropout and cut-and-count (on all
 * events), `cut_and_count_test` cut and count on the very test events that the networks are judged by.
 */
export const printedResultsSchema = campaignResultsSchema.extend({
  cut_and_count_test: z.array(massPointResult).readonly(),
});
export type PrintedResults = z.infer<typeof printedResultsSchema>;

/** The results in the form that programs read. */
export function printedResults({ mass_points, ...results }: CampaignResults): PrintedResults {
  const onTest = mass_points.filter(({ method }) => method === 'cut-and-count-test');
  return {
    ...results,
    mass_points: mass_points.filter(({ method }) => method !== 'cut-and-count-test'),
    cut_and_count_test: onTest,
  };
}
