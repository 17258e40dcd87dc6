import { normalCdf, significanceOf } from '../../../statistics/index.ts';
import type { RandomStream } from '../../random.ts';

/**
 * A map of one number to a standard normal one by its rank among the training events: z = PHI^-1(F(x)), with F linear between
 * `knots`, which are equally probable. It makes every distribution of a single feature come out right, steps and spikes included,
 * and leaves to the model how features hang together.
 */
export interface QuantileMap {
  /** Ascending: quantiles of probability i / (knots - 1). */
  readonly knots: Float32Array;
}

const mostKnots = 1001;

/** @param values of the training events; at least one */
export function fitQuantiles(values: Float64Array): QuantileMap {
  const sorted = values.toSorted();
  const count = Math.min(mostKnots, Math.max(2, sorted.length));
  return {
    knots: Float32Array.from({ length: count }, (_, knot) => {
      const at = (knot / (count - 1)) * (sorted.length - 1);
      const below = Math.floor(at);
      const [low, high] = [sorted[below] as number, sorted[Math.min(below + 1, sorted.length - 1)] as number];
      return low + (high - low) * (at - below);
    }),
  };
}

/** Probabilities stay this far from 0 and 1: |z| below about 3.7. */
const edge = 1e-4;

/** z of x; where many events share a value, a random one of the probabilities that they take. */
export function toNormal({ knots }: QuantileMap, x: number, random: RandomStream | undefined): number {
  const value = Math.fround(x);
  const last = knots.length - 1;
  const first = lowerBound(knots, value);
  const end = upperBound(knots, value) - 1;
  let at: number;
  if (end > first) at = first + (random === undefined ? 0.5 : random.uniform()) * (end - first);
  else if (first > last) at = last;
  else if (first === 0 || knots[first] === value) at = first;
  else {
    const [low, high] = [knots[first - 1] as number, knots[first] as number];
    at = first - 1 + (value - low) / (high - low);
  }
  return -significanceOf(edge + (1 - 2 * edge) * Math.min(1, Math.max(0, at / last)));
}

/** x of z; nothing beyond the smallest and largest training event. */
export function fromNormal({ knots }: QuantileMap, z: number): number {
  const last = knots.length - 1;
  const stretched = (normalCdf(z) - edge) / (1 - 2 * edge);
  const at = Math.min(1, Math.max(0, stretched)) * last;
  const below = Math.min(Math.floor(at), last - 1);
  const [low, high] = [knots[below] as number, knots[below + 1] as number];
  return low + (high - low) * (at - below);
}

/** First index whose value is not below x. */
function lowerBound(sorted: Float32Array, x: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] as number) < x) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** First index whose value is above x. */
function upperBound(sorted: Float32Array, x: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] as number) <= x) from = middle + 1;
    else to = middle;
  }
  return from;
}
