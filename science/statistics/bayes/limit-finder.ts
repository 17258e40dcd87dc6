import type { CountingExperiment } from './counting.ts';
import { marginalLikelihood, type SignalGrid } from './marginal.ts';
import { normalNodes } from './normal-nodes.ts';
import { credibleLimit, type CredibleLimit, type LuminosityNodes } from './posterior.ts';
import { priorsOf, sharedNodes, type Priors, type SharedNodes } from './prior.ts';

/** The limit for a data set: counts one a channel. */
export type LimitFinder = (counts: readonly number[]) => number;

const INTERVALS = 120;
const MOST_INTERVALS = 16 * INTERVALS;
const MOST_STEPS = 60;

/**
 * Finds limits for one data set after another. Likelihoods are tabulated on a grid of cross sections, which is made longer or finer
 * when a data set needs it, and kept for the next ones.
 */
export function limitFinder(experiment: CountingExperiment, credibility: number): LimitFinder {
  const priors = priorsOf(experiment);
  const shared = sharedNodes(priors);
  const found = new Map<string, number>();
  let grid: SignalGrid | undefined;
  let solve: (counts: readonly number[]) => CredibleLimit = () => ({ limit: NaN, cutOff: 1, resolved: 0 });
  const remake = (next: SignalGrid): void => {
    grid = next;
    solve = onGrid(priors, shared, next, credibility);
  };
  return (counts) => {
    const key = counts.join();
    const known = found.get(key);
    if (known !== undefined) return known;
    if (grid === undefined) remake({ most: firstGuess(priors, counts), intervals: INTERVALS });
    for (let step = 0; step < MOST_STEPS; step++) {
      const { limit, cutOff, resolved } = solve(counts);
      const { most, intervals } = grid as SignalGrid;
      // Not a number where the grid ends before the likelihood begins.
      if (!(cutOff <= 1e-6)) remake({ most: 2.5 * most, intervals });
      else if (resolved < 20 && intervals < MOST_INTERVALS) remake({ most, intervals: 2 * intervals });
      else {
        found.set(key, limit);
        return limit;
      }
    }
    throw new RangeError(`counts of ${key}: their posterior has no end, so that there is no limit`);
  };
}

/** A cross section well above the limit of these counts. */
function firstGuess({ channels }: Priors, counts: readonly number[]): number {
  const guesses = channels.map(({ channel, signalPerFb, signalSigma, backgroundSigma, sharedBackgroundSigma }, c) => {
    const count = counts[c] as number;
    const { value } = channel.background;
    const sigma = Math.hypot(backgroundSigma, sharedBackgroundSigma);
    const excess = Math.max(0, count - value * Math.exp(-3 * sigma)) + 3 * value * sigma;
    return ((excess + 8 * Math.sqrt(count) + 20) * Math.exp(3 * signalSigma)) / signalPerFb;
  });
  return Math.min(...guesses);
}

/** Solves for the limit on a given grid, keeping each channel's likelihood of each count. */
function onGrid(
  priors: Priors,
  shared: SharedNodes,
  grid: SignalGrid,
  credibility: number,
): (counts: readonly number[]) => CredibleLimit {
  const nodes = normalNodes(priors.sharedSignalSigma);
  const luminosity: LuminosityNodes = {
    ...nodes,
    factors: nodes.points.map((z) => Math.exp(priors.sharedSignalSigma * z)),
  };
  const channels = priors.channels.map((prior) => {
    const likelihood = marginalLikelihood(prior, shared, grid);
    const tables = new Map<number, Float64Array>();
    return (count: number): Float64Array => {
      const known = tables.get(count) ?? normalised(likelihood(count));
      tables.set(count, known);
      return known;
    };
  });
  return (counts) => {
    const tables = channels.map((likelihood, c) => likelihood(counts[c] as number));
    return credibleLimit(jointLikelihood(tables, shared, grid), grid, luminosity, credibility);
  };
}

function normalised(table: Float64Array): Float64Array {
  const largest = table.reduce((most, value) => Math.max(most, value), 0);
  return largest > 0 ? table.map((value) => value / largest) : table;
}

/** Product over channels at each point of the shared nuisances, averaged over these. */
function jointLikelihood(
  tables: readonly Float64Array[],
  shared: SharedNodes,
  { intervals }: SignalGrid,
): Float64Array {
  const width = intervals + 1;
  const joint = new Float64Array(width);
  const [first = joint, ...others] = tables;
  for (const [k, weight] of shared.weights.entries()) {
    for (let i = 0; i < width; i++) {
      let product = weight * (first[k * width + i] as number);
      for (const table of others) product *= table[k * width + i] as number;
      joint[i] = (joint[i] as number) + product;
    }
  }
  return joint;
}
