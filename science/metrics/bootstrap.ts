import { poissonMultiplicities, quantile } from './paired-bootstrap.ts';

/** Spread of a figure over resamples. */
export interface BootstrapInterval {
  /** Standard deviation over the resamples (ddof 1). */
  readonly error: number;
  /** Percentiles that leave equal shares below and above. */
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile intervals of figures (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13): groups of
 * events are drawn with Poisson(1) multiplicities.
 * @param figures of the events with multiplicities `[events]`; resamples where one is NaN do not count for it
 * @param groups `[events]` number of each event's group: events that are not independent are drawn together
 * @param confidence probability between low and high
 * @param uniform random numbers of a resample
 * @param after awaited after each resample
 */
export async function bootstrapIntervals<Name extends string>(
  figures: (multiplicities: Float64Array) => Readonly<Record<Name, number>>,
  groups: { readonly of: Int32Array; readonly count: number },
  { resamples, confidence }: { readonly resamples: number; readonly confidence: number },
  uniform: (resample: number) => () => number,
  after: (done: number) => void | Promise<void> = () => undefined,
): Promise<Partial<Record<Name, BootstrapInterval>>> {
  const found = new Map<Name, number[]>();
  const multiplicities = new Float64Array(groups.of.length);
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = poissonMultiplicities(groups.count, uniform(resample));
    for (let event = 0; event < multiplicities.length; event++)
      multiplicities[event] = drawn[groups.of[event] as number] as number;
    for (const [name, value] of Object.entries(figures(multiplicities)) as [Name, number][]) {
      const values = found.get(name) ?? [];
      found.set(name, values);
      if (Number.isFinite(value)) values.push(value);
    }
    await after(resample + 1);
  }
  const intervals: Partial<Record<Name, BootstrapInterval>> = {};
  for (const [name, values] of found) if (values.length > 1) intervals[name] = intervalOf(values, confidence);
  return intervals;
}

function intervalOf(values: readonly number[], confidence: number): BootstrapInterval {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sorted = Float64Array.from(values).sort();
  return {
    error: Math.sqrt(squares / (values.length - 1)),
    low: quantile(sorted, (1 - confidence) / 2),
    high: quantile(sorted, (1 + confidence) / 2),
  };
}
