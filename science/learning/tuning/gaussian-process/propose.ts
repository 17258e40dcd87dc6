import { normal, randomStream } from '../../random.ts';
import { fingerprint, type Known, type Observation } from '../observations.ts';
import { sampleRandom } from '../random.ts';
import { configure, type Configuration } from '../space.ts';
import { fromUnit, toUnit } from '../unit.ts';
import { pointOf } from './features.ts';
import { logExpectedImprovement } from './improvement.ts';
import { fitGaussianProcess } from './regression.ts';

const evenCandidates = 1000;
const localRounds = 120;
const localStarts = 4;

/**
 * Bayesian optimisation: a Gaussian process is fitted to the losses, and the configuration with the greatest expected improvement is taken.
 * A trial that was given up counts with its loss then, but as no better than the median of those that ended; a failed one as the worst.
 * Trials that run are believed to end as predicted.
 */
export function proposeGaussianProcess(known: Known): Configuration {
  const { space, seed, trial, observations, pending } = known;
  if (observations.length < known.startupTrials) return sampleRandom(space, seed, trial);
  const { dimensions } = space;
  const choices = dimensions.map(({ domain }) => domain.type === 'choice');
  const points = observations.map(({ configuration }) => pointOf(configuration, dimensions));
  const losses = lossesOf(observations);
  const fitted = fitGaussianProcess(points, losses, choices);
  const believed = pending.map((configuration) => pointOf(configuration, dimensions));
  const posterior =
    believed.length === 0
      ? fitted
      : fitGaussianProcess(
          [...points, ...believed],
          [...losses, ...believed.map((point) => fitted(point).mean)],
          choices,
        );
  const best = Math.min(...losses);
  const seen = new Set([...observations.map(({ configuration }) => configuration), ...pending].map(fingerprint));
  const judge = (configuration: Configuration): Judged => {
    const { mean, variance } = posterior(pointOf(configuration, dimensions));
    const gain = logExpectedImprovement(mean, variance, best);
    return { configuration, gain: seen.has(fingerprint(configuration)) ? -Infinity : gain };
  };
  const drawn = Array.from({ length: evenCandidates }, (_, index) =>
    judge(sampleRandom(space, seed + 1 + index, trial)),
  );
  const bestSoFar = observations[losses.indexOf(best)]?.configuration;
  const starts = [...drawn].sort((a, b) => b.gain - a.gain).slice(0, localStarts);
  if (bestSoFar !== undefined) starts.push({ configuration: bestSoFar, gain: -Infinity });
  return starts
    .map((start, index) => improve(start, index, known, judge))
    .reduce((one, other) => (other.gain > one.gain ? other : one)).configuration;
}

interface Judged {
  readonly configuration: Configuration;
  readonly gain: number;
}

/** Random steps that shrink, kept where they gain: works for numbers, choices and conditions alike. */
function improve(
  start: Judged,
  index: number,
  { space, seed, trial }: Known,
  judge: (configuration: Configuration) => Judged,
): Judged {
  const stream = randomStream(seed, 'local search', trial, index);
  let best = start;
  for (let round = 0; round < localRounds; round++) {
    const width = 0.2 * 0.95 ** round + 0.0005;
    const moved = judge(
      configure(space, ({ name, domain }) => {
        const value = best.configuration[name];
        if (value === undefined) return fromUnit(domain, stream.uniform());
        const stays = stream.uniform() > Math.max(0.35, 1.5 / space.dimensions.length);
        if (stays) return value;
        if (domain.type === 'choice') return fromUnit(domain, stream.uniform());
        return fromUnit(domain, toUnit(domain, value) + width * normal(stream));
      }),
    );
    if (moved.gain > best.gain) best = moved;
  }
  return best;
}

/** Finite losses for all observations. */
function lossesOf(observations: readonly Observation[]): readonly number[] {
  const finite = observations.flatMap(({ loss }) => (loss === null ? [] : [loss]));
  const worst = finite.length === 0 ? 0 : Math.max(...finite);
  const furthest = Math.max(...observations.map(({ level }) => level));
  const ended = observations
    .flatMap(({ loss, level }) => (loss !== null && level === furthest ? [loss] : []))
    .sort((a, b) => a - b);
  const median = ended[Math.floor((ended.length - 1) / 2)] ?? worst;
  return observations.map(({ loss, level }) =>
    loss === null ? worst : level === furthest ? loss : Math.max(loss, median),
  );
}
