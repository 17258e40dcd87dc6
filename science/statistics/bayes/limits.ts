import type { CountingExperiment } from './counting.ts';
import { expectedLimits } from './expected-limits.ts';
import { limitFinder } from './limit-finder.ts';

/** Limits on the cross section times branching fraction, in fb. */
export interface BayesianLimits {
  /** Null while a channel is blind. */
  readonly observed: number | null;
  /** Quantiles of the limit without a signal: -2, -1, 0, +1, +2 standard deviations. */
  readonly expected: readonly [number, number, number, number, number];
  /** Error of each quantile from the finite number of simulated data sets; 0 for a single channel, where they are summed exactly. */
  readonly expectedError: readonly [number, number, number, number, number];
  /** Simulated data sets behind `expected`; 0 for a single channel. */
  readonly dataSets: number;
}

export interface BayesianOptions {
  /** Posterior probability below the limit; 0.95. */
  readonly credibility?: number;
  /** Largest relative error of the expected limits; 0.01. More data sets are simulated until it is met, 32768 at most. */
  readonly tolerance?: number;
  readonly seed?: number;
}

/**
 * Bayesian upper limits with a prior that is flat in the cross section and log-normal priors of luminosity, efficiencies and
 * backgrounds, by numerical integration. Expected limits are quantiles over data sets without a signal whose backgrounds are
 * drawn from their priors (prior-predictive), as in the thesis.
 */
export function bayesianLimits(experiment: CountingExperiment, options: BayesianOptions = {}): BayesianLimits {
  const { credibility = 0.95, tolerance = 0.01, seed = 1 } = options;
  const limit = limitFinder(experiment, credibility);
  const counts = experiment.channels.map(({ observed }) => observed);
  return {
    ...expectedLimits(experiment, tolerance, seed, limit),
    observed: counts.every((count) => count !== undefined) ? limit(counts) : null,
  };
}
