import { z } from 'zod';
import { InputError } from '../../schemas/index.ts';
import {
  bayesianLimits,
  countingExperiment,
  type BayesianLimits,
  type CountingExperiment,
} from '../../science/statistics/index.ts';
import type { TemplateModel } from '../templates/schema.ts';
import type { StrengthLimits } from './rows.ts';

export const bayesianParams = z.strictObject({
  correlated: z
    .array(z.enum(['luminosity', 'efficiency', 'background']))
    .optional()
    .describe('what channels share as a whole; none: uncertainties of one name are shared, as in the likelihood'),
  tolerance: z.number().positive().max(0.1).default(0.01).describe('largest relative error of the expected limits'),
  seed: z.int().nonnegative().default(1).describe('of the simulated data sets behind the expected limits'),
});
type BayesianParams = z.infer<typeof bayesianParams>;

/**
 * None of the limits is computed when one of the models is something else.
 * @throws InputError naming the models that have more than counts, or uncertainties that the posterior does not know
 */
export function requireCounting(
  models: readonly { readonly name: string; readonly model: TemplateModel }[],
  params: BayesianParams,
): void {
  const failed = models.flatMap(({ name, model }) => {
    try {
      experimentOf(model, params);
      return [];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return [`${name}: ${error.message}`];
    }
  });
  if (failed.length > 0)
    throw new InputError(
      'not-counting',
      `${failed.length} of ${models.length} models are no counting experiments (${failed.slice(0, 3).join('; ')}${failed.length > 3 ? '; ...' : ''})`,
      {
        expected: 'one bin a channel, the signal strength as the only free factor, and uncertainties of rates',
        mend: 'give these models to a task of kind limits without `bayesian` among its methods, or make models of counts (count-templates, or templates with binning: { method: equal-width, bins: 1 })',
      },
    );
}

const experimentOf = ({ workspace, unblinded }: TemplateModel, { correlated }: BayesianParams): CountingExperiment =>
  countingExperiment(workspace, { observed: unblinded, ...(correlated === undefined ? {} : { correlated }) });

/** Bayesian limits on the strength of the nominal signal. */
export function bayesianLimitsOf(model: TemplateModel, level: number, params: BayesianParams): StrengthLimits {
  const { tolerance, seed } = params;
  const { signal_scale: scale } = model;
  let found: BayesianLimits;
  try {
    found = bayesianLimits(experimentOf(model, params), { credibility: 1 - level, tolerance, seed });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { observed: null, expected: [null, null, null, null, null], message: error.message };
  }
  const error = Math.max(...found.expectedError.map((size, i) => size / (found.expected[i] as number)));
  return {
    observed: found.observed === null ? null : found.observed * scale,
    expected: found.expected.map((strength) => strength * scale),
    message: error <= tolerance ? '' : `expected limits are known to ${(100 * error).toPrecision(2)} % only`,
  };
}
