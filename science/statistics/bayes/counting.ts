/**
 * A positive quantity known up to a factor of log-normal distribution: value * exp(sigma z), z standard normal.
 * `value` is its median.
 */
export interface LogNormal {
  readonly value: number;
  /** Standard deviation of the logarithm; 0 for a quantity that is known exactly. */
  readonly sigma: number;
}

/**
 * The log-normal distribution with median `value` whose standard deviation is to its mean as `error` is to `value`:
 * sigma^2 = ln(1 + (error / value)^2).
 * @throws RangeError for a value that is not positive (0 is allowed without an error) or a negative error
 */
export function logNormal(value: number, error = 0): LogNormal {
  if (!Number.isFinite(value) || !Number.isFinite(error) || value < 0 || error < 0)
    throw new RangeError(`${value} +- ${error} is not a positive quantity with an error`);
  if (error === 0) return { value, sigma: 0 };
  if (value === 0) throw new RangeError(`0 +- ${error}: a log-normal distribution needs a positive value`);
  return { value, sigma: Math.sqrt(Math.log1p((error / value) ** 2)) };
}

/** One signal region in which events are counted. */
export interface CountingChannel {
  readonly name: string;
  /** Fraction of the produced signal events that are counted. */
  readonly efficiency: LogNormal;
  /** Expected background events at the full luminosity. Its error covers all of its uncertainty: it does not move with the luminosity's. */
  readonly background: LogNormal;
  /**
   * Standard deviations of the logarithms that come from nuisances of all channels (one normal variable for the efficiencies, one for the
   * backgrounds), beside what efficiency and background have of their own; 0 if absent.
   */
  readonly shared?: { readonly efficiency: number; readonly background: number };
  /** Events in the data; absent while the analysis is blind. */
  readonly observed?: number;
}

export type Nuisance = 'luminosity' | 'efficiency' | 'background';

/**
 * A counting experiment: channel c expects sigma L epsilon_c + b_c events, with sigma the cross section times branching fraction.
 * A nuisance named in `correlated` is one and the same standard normal z for all channels (each with its own size); any other is
 * independent from channel to channel.
 */
export interface CountingExperiment {
  /** Integrated luminosity in 1/fb. */
  readonly luminosity: LogNormal;
  readonly channels: readonly CountingChannel[];
  readonly correlated: ReadonlySet<Nuisance>;
}
