import { significanceOf } from '../normal.ts';
import type { CountingExperiment } from './counting.ts';
import type { LimitFinder } from './limit-finder.ts';
import { countAt, latticeStep, predictedCounts } from './predictive.ts';
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
  const { channels } = experiment;
  const [only] = channels;
  if (channels.length === 1 && only !== undefined) {
    const predicted = predictedCounts(only.background, 400);
    const counts = QUANTILES.map((probability) => [countAt(predicted, probability)]);
    return { expected: counts.map(limit) as Five, expectedError: [0, 0, 0, 0, 0], dataSets: 0 };
  }
  for (let points = FIRST_POINTS; ; points *= 2) {
    const replicas = Array.from({ length: REPLICAS }, (_, replica) => dataSets(experiment, points, seed, replica));
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
function dataSets({ channels, correlated }: CountingExperiment, points: number, seed: number, replica: number) {
  if (!correlated.has('background')) {
    const predicted = channels.map(({ background }) => predictedCounts(background, PER_DEVIATION));
    return quasiRandomPoints(points, channels.length, seed, replica).map((point) =>
      predicted.map((marginal, c) => countAt(marginal, point[c] as number)),
    );
  }
  const steps = channels.map(({ background }) => latticeStep(background, PER_DEVIATION));
  return quasiRandomPoints(points, channels.length + 1, seed, replica).map((point) => {
    const z = significanceOf(point[0] as number);
    return channels.map(({ background }, c) => {
      const known = { value: background.value * Math.exp(background.sigma * z), sigma: 0 };
      const step = steps[c] as number;
      return Math.round(countAt(predictedCounts(known, Infinity), point[c + 1] as number) / step) * step;
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
