import { effectiveEvents } from '../weights/index.ts';
import { rankByFallingScore } from './ranking.ts';

/** Scores of two samples in one: `first` is 1 for events of the first sample. */
export interface TwoSamples {
  readonly scores: Float64Array | Float32Array;
  readonly weights: Float64Array;
  readonly first: Uint8Array;
}

export interface TwoSampleTest {
  /** Largest distance between the weighted cumulative distributions. */
  readonly distance: number;
  /** Of the limiting distribution with effective events; a rough guide for few events or very unequal weights. */
  readonly probability: number;
}

/** Effective events n_1 n_2 / (n_1 + n_2), each n = (sum of w)^2 / sum of w^2. */
function effectiveSize({ weights, first }: TwoSamples): number {
  const sums = [0, 0];
  const squares = [0, 0];
  for (let event = 0; event < weights.length; event++) {
    const sample = first[event] as number;
    const weight = weights[event] as number;
    sums[sample] = (sums[sample] as number) + weight;
    squares[sample] = (squares[sample] as number) + weight * weight;
  }
  const [a, b] = [0, 1].map((sample) => effectiveEvents(sums[sample] as number, squares[sample] as number)) as [
    number,
    number,
  ];
  return (a * b) / (a + b);
}

/**
 * Weighted two-sample Kolmogorov-Smirnov test. Events of equal score count together.
 * @returns NaN for both where a sample's weights sum to zero
 */
export function kolmogorovSmirnov(samples: TwoSamples): TwoSampleTest {
  const distance = distanceOf(samples, samples.first, rankByFallingScore(samples.scores));
  return { distance, probability: kolmogorovProbability(Math.sqrt(effectiveSize(samples)) * distance) };
}

/** @param order rows by falling score */
function distanceOf({ scores, weights }: TwoSamples, first: Uint8Array, order: Int32Array): number {
  let [totalFirst, totalSecond] = [0, 0];
  for (let event = 0; event < weights.length; event++) {
    if (first[event] === 1) totalFirst += weights[event] as number;
    else totalSecond += weights[event] as number;
  }
  if (totalFirst === 0 || totalSecond === 0) return NaN;
  let [a, b, distance] = [0, 0, 0];
  let at = NaN;
  for (const row of order) {
    const score = scores[row] as number;
    if (score !== at) {
      const apart = Math.abs(a / totalFirst - b / totalSecond);
      if (apart > distance) distance = apart;
      at = score;
    }
    if (first[row] === 1) a += weights[row] as number;
    else b += weights[row] as number;
  }
  return distance;
}

/** Q(x) = 2 sum_j (-1)^(j-1) exp(-2 j^2 x^2), the limit of P(sqrt(n) D > x) (Kolmogorov 1933). */
export function kolmogorovProbability(x: number): number {
  if (Number.isNaN(x)) return NaN;
  // The series in 1/x converges where the other does not: 1 - sqrt(2 pi) / x sum exp(-(2j-1)^2 pi^2 / (8 x^2))
  if (x < 0.2) return 1;
  if (x < 1) {
    let sum = 0;
    for (let j = 1; j < 20; j += 2) sum += Math.exp(-((j * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let j = 1; j <= 20; j++) sum += (j % 2 === 1 ? 2 : -2) * Math.exp(-2 * j * j * x * x);
  return sum;
}

/**
 * Probability of a distance as large as this by chance: the share of random divisions into samples of the same numbers of
 * groups (events that belong together stay together) that are at least as far apart; (1 + k) / (1 + n).
 * @param groups `[events]` number of each event's group; events of a group are of one sample
 * @param shuffle puts numbers 0 ... count - 1 in a random order
 * @param after awaited after each division
 */
export async function permutationProbability(
  samples: TwoSamples,
  groups: { readonly of: Int32Array; readonly count: number },
  permutations: number,
  shuffle: (count: number, permutation: number) => Int32Array,
  after: () => void | Promise<void> = () => undefined,
): Promise<number> {
  const order = rankByFallingScore(samples.scores);
  const observed = distanceOf(samples, samples.first, order);
  const firstGroup = new Uint8Array(groups.count);
  for (let event = 0; event < groups.of.length; event++)
    firstGroup[groups.of[event] as number] = samples.first[event] as number;
  const shuffled = new Uint8Array(samples.first.length);
  let asFar = 0;
  for (let permutation = 0; permutation < permutations; permutation++) {
    const from = shuffle(groups.count, permutation);
    for (let event = 0; event < shuffled.length; event++)
      shuffled[event] = firstGroup[from[groups.of[event] as number] as number] as number;
    // Equal up to rounding: the same division sums in the same order, another one may only by chance
    if (distanceOf(samples, shuffled, order) >= observed - 1e-12) asFar++;
    await after();
  }
  return (1 + asFar) / (1 + permutations);
}
