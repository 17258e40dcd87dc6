import { significanceOf } from '../normal.ts';
import type { CountingExperiment, LogNormal } from './counting.ts';
import type { LimitFinder } from './limit-finder.ts';
import { poissonQuantile } from './poisson.ts';
import { countAt, latticeStep, predictedCounts } from './predictive.ts';
import { priorsOf, type ChannelPrior } from './prior.ts';
import { quasiRandomPoints } from './quasi-random.ts';

type Five = [number, number, number, number, number];

/** Probabilities below -2, -1, 0, +1, +2 standard deviations of a normal distribution. */
const QUANTILES = [0.022750131948179, 0.158655253931457, 0.5, 0.841344746068543, 0.977249868051821] as const;

const REPLICAS = 4;
const FIRST_POINTS = 256;
const MOST_POINTS = 8192;
const PER_DEVIATION = 20;

export interface ExpectedLimits {
  readonly expected: Five;
  readonly expectedError: Five;
  readonly dataSets: number;
}

/**
 * Quantiles of the limit over data sets without a signal. With one channel the limit rises with the count, so that its quantiles are
 * the limits of the count's. With several, data sets are drawn (evenly, in four replicas whose spread gives the error) until
 * the errors are small enough.
 */
export function expectedLimits(
  experiment: CountingExperiment,
  tolerance: number,
  seed: number,
  limit: LimitFinder,
): ExpectedLimits {
  const { channels } = priorsOf(experiment);
  const [only] = channels;
  if (channels.length === 1 && only !== undefined) {
    const predicted = predictedCounts({ value: only.channel.background.value, sigma: only.backgroundSigma }, 400);
    const counts = QUANTILES.map((probability) => [countAt(predicted, probability)]);
    return { expected: counts.map(limit) as Five, expectedError: [0, 0, 0, 0, 0], dataSets: 0 };
  }
  for (let points = FIRST_POINTS; ; points *= 2) {
    const replicas = Array.from({ length: REPLICAS }, (_, replica) => dataSets(channels, points, seed, replica));
    const limits = replicas.map((sets) => Float64Array.from(sets, limit).sort());
    const pooled = Float64Array.from(limits.flatMap((values) => [...values])).sort();
    const expected = QUANTILES.map((probability) => quantile(pooled, probability)) as Five;
    const expectedError = QUANTILES.map((probability) => {
      const each = limits.map((values) => quantile(values, probability));
      const mean = each.reduce((sum, value) => sum + value, 0) / REPLICAS;
      const variance = each.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (REPLICAS - 1);
      return Math.sqrt(variance / REPLICAS);
    }) as Five;
    const precise = expected.every((value, i) => (expectedError[i] as number) <= tolerance * value);
    if (precise || points >= MOST_POINTS) return { expected, expectedError, dataSets: REPLICAS * points };
  }
}

/** Counts of all channels without a signal. Counts that spread widely are rounded to a twentieth of their standard deviation. */
function dataSets(priors: readonly ChannelPrior[], points: number, seed: number, replica: number) {
  const channels = priors.length;
  const own = priors.map(({ channel, backgroundSigma: sigma }) => ({ value: channel.background.value, sigma }));
  if (priors.every(({ sharedBackgroundSigma: shared }) => shared === 0)) {
    const predicted = own.map((background) => predictedCounts(background, PER_DEVIATION));
    return quasiRandomPoints(points, channels, seed, replica).map((point) =>
      predicted.map((marginal, c) => countAt(marginal, point[c] as number)),
    );
  }
  const steps = priors.map(({ channel, backgroundSigma, sharedBackgroundSigma }) =>
    latticeStep({ ...channel.background, sigma: Math.hypot(backgroundSigma, sharedBackgroundSigma) }, PER_DEVIATION),
  );
  // Of a point: the shared normal variable, the counts, and the normal variables of backgrounds of their own.
  const dimensions = own.some(({ sigma }) => sigma > 0) ? 2 * channels + 1 : channels + 1;
  return quasiRandomPoints(points, dimensions, seed, replica).map((point) => {
    const z = significanceOf(point[0] as number);
    return priors.map(({ sharedBackgroundSigma: shared }, c) => {
      const { value, sigma } = own[c] as LogNormal;
      const moved = sigma === 0 ? 0 : sigma * significanceOf(point[1 + channels + c] as number);
      const step = steps[c] as number;
      return Math.round(poissonQuantile(value * Math.exp(shared * z + moved), point[c + 1] as number) / step) * step;
    });
  });
}

/** Linear between the ranks of a rising array. */
function quantile(rising: Float64Array, probability: number): number {
  const rank = probability * rising.length - 0.5;
  const low = Math.min(Math.max(Math.floor(rank), 0), rising.length - 1);
  const high = Math.min(low + 1, rising.length - 1);
  const [a, b] = [rising[low] as number, rising[high] as number];
  return a + (b - a) * Math.min(Math.max(rank - low, 0), 1);
}
