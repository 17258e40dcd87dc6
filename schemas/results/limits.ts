import { z } from 'zod';

const number = z.number().nullable();

/** `cls`: CLs with asymptotic distributions; `bayesian`: the end of the credible interval from 0 with a flat prior; `toys`: CLs from toys. */
const limitMethod = z.enum(['cls', 'bayesian', 'toys']);
export type LimitMethod = z.infer<typeof limitMethod>;

/**
 * Output `limits` of `limits`: 95 % CL upper limits (or the level asked for) of one signal hypothesis with one discriminant.
 * Signal strengths are multiples of the nominal signal; cross sections in fb are strength x theory, null where no theory is known.
 * All are null where there is no limit; `message` then says why.
 */
export const limitRow = z.strictObject({
  model: z.string().nullable(),
  scenario: z.string().nullable(),
  discriminant: z.string().min(1),
  method: limitMethod,
  signal: z.string().min(1),
  mass_gev: number,
  /** Null while blind. */
  observed: number,
  /** Without a signal, at -2 ... +2 standard deviations. */
  expected_minus2: number,
  expected_minus1: number,
  expected: number,
  expected_plus1: number,
  expected_plus2: number,
  theory_fb: number,
  observed_fb: number,
  expected_minus2_fb: number,
  expected_minus1_fb: number,
  expected_fb: number,
  expected_plus1_fb: number,
  expected_plus2_fb: number,
  signal_events: z.number(),
  background_events: z.number(),
  message: z.string(),
});
export type LimitRow = z.infer<typeof limitRow>;

/** Output `exclusions` of `limits`: a range of masses whose nominal signal is excluded. */
export const exclusionRow = z.strictObject({
  model: z.string().nullable(),
  scenario: z.string().nullable(),
  discriminant: z.string().min(1),
  method: limitMethod,
  /** Which limit: observed, or expected at -1, 0, +1 standard deviations. */
  limit: z.enum(['observed', 'expected_minus1', 'expected', 'expected_plus1']),
  from_gev: z.number(),
  to_gev: z.number(),
  /** Whether the range ends at the first or last mass that was tested, not at a crossing. */
  from_is_edge: z.boolean(),
  to_is_edge: z.boolean(),
});
export type ExclusionRow = z.infer<typeof exclusionRow>;

/**
 * Output `curves` of `limits`: the same as curves to draw, in fb: the expected limit of each discriminant (and method: `cut-and-count`,
 * `cut-and-count bayesian`) with its band of one standard deviation, the observed limit where data are fitted (`network observed`), and the
 * theory's cross section (`curve: theory`), both without a band. Only masses whose theory is known.
 */
export const limitCurveRow = z.strictObject({
  /** Model and scenario. */
  hypothesis: z.string(),
  /** Hypothesis and mass. */
  point: z.string(),
  mass_gev: z.number(),
  curve: z.string(),
  value_fb: z.number(),
  low_fb: number,
  high_fb: number,
});
export type LimitCurveRow = z.infer<typeof limitCurveRow>;

/** The six limits of a signal hypothesis, by name. */
export const limitNames = [
  'observed',
  'expected_minus2',
  'expected_minus1',
  'expected',
  'expected_plus1',
  'expected_plus2',
] as const;
const limitName = z.enum(limitNames);
export type LimitName = z.infer<typeof limitName>;

/** What tells the signal hypothesis of a row. */
const toyHypothesis = {
  model: z.string().nullable(),
  scenario: z.string().nullable(),
  /** Model, scenario and signal. */
  point: z.string().min(1),
  discriminant: z.string().min(1),
  signal: z.string().min(1),
  mass_gev: number,
};

/** Output `limits` of `toy-limits`: limits of method `toys`, with standard errors from the finite number of toys. */
export const toyLimitRow = limitRow.extend({
  observed_error: number,
  expected_minus2_error: number,
  expected_minus1_error: number,
  expected_error: number,
  expected_plus1_error: number,
  expected_plus2_error: number,
  /** With and without signal each, at each strength. */
  toys: z.int().nonnegative(),
});
export type ToyLimitRow = z.infer<typeof toyLimitRow>;

/** Output `comparison` of `toy-limits`: a limit on the strength by toys beside the one by asymptotic distributions. */
export const toyComparisonRow = z.strictObject({
  ...toyHypothesis,
  limit: limitName,
  toys: number,
  /** Standard error of `toys`. */
  error: number,
  asymptotic: z.number(),
  /** toys / asymptotic, and its error. */
  ratio: number,
  ratio_error: number,
  /** About how many toys with signal lie beyond the limit's test statistic. */
  reaching: number,
  /** Why there is no limit, or why not to trust its error; empty otherwise. */
  message: z.string(),
});
export type ToyComparisonRow = z.infer<typeof toyComparisonRow>;

/** Output `scan` of `toy-limits`: CLs of one strength, by toys (method `toys`) and by asymptotic distributions (`cls`). */
export const toyScanRow = z.strictObject({
  ...toyHypothesis,
  /** Multiple of the nominal signal. */
  strength: z.number().positive(),
  limit: limitName,
  method: limitMethod,
  /** What it is drawn as: `expected toys`, `expected cls`. */
  curve: z.string(),
  /** Null where no toy with signal reaches the test statistic, so that only a bound is known. */
  cls: number,
  /** Standard error from the number of toys. */
  error: number,
  /** 0 for asymptotic ones. */
  toys: z.int().nonnegative(),
});
export type ToyScanRow = z.infer<typeof toyScanRow>;
