import { regularisedGammaP } from '../../statistics/gamma.ts';

/** What a quantile normaliser turns training events into: numbers spread evenly over 0 ... 1, or a standard normal distribution. */
export const DISTRIBUTIONS = ['uniform', 'normal'] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];

/** A rising function, linear between the points (`from[i]`, `to[i]`) and constant outside. */
export interface PiecewiseLinear {
  /** Rising. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/**
 * The map that turns values of this distribution into even or normal ones, through `knots` quantiles. Values that occur often
 * (a padding, a count) go to the middle of the levels that they take up. Levels of a normal distribution end half a knot before
 * 0 and 1.
 * @param values finite, not empty; not changed
 * @param weights `[values]`, not negative; absent: each counts once
 */
export function fitQuantiles(
  values: Float64Array,
  weights: Float64Array | undefined,
  knots: number,
  distribution: Distribution,
): PiecewiseLinear {
  const order = Uint32Array.from(values, (_, index) => index).sort(
    (a, b) => (values[a] as number) - (values[b] as number) || a - b,
  );
  const quantiles = quantilesOf(values, weights, order, knots);
  const from: number[] = [];
  const levels: number[] = [];
  for (let knot = 0; knot < knots;) {
    const value = quantiles[knot] as number;
    let end = knot;
    while (end + 1 < knots && quantiles[end + 1] === value) end++;
    from.push(value);
    levels.push((knot + end) / 2 / (knots - 1));
    knot = end + 1;
  }
  const margin = 0.5 / knots;
  const to =
    distribution === 'uniform'
      ? levels
      : levels.map((level) => normalQuantile(Math.min(1 - margin, Math.max(margin, level))));
  return { from, to };
}

/** Values at the levels 0, 1 / (knots - 1) ... 1, between neighbours by their weight. */
function quantilesOf(
  values: Float64Array,
  weights: Float64Array | undefined,
  order: Uint32Array,
  knots: number,
): Float64Array {
  // Level of each value: the middle of its own weight in the sum, stretched so that the first is 0 and the last 1
  const levels = new Float64Array(order.length);
  let sum = 0;
  order.forEach((index, place) => {
    const weight = weights?.[index] ?? 1;
    levels[place] = sum + weight / 2;
    sum += weight;
  });
  const [first, last] = [levels[0] as number, levels[levels.length - 1] as number];
  const quantiles = new Float64Array(knots);
  let place = 0;
  for (let knot = 0; knot < knots; knot++) {
    const level = first + ((last - first) * knot) / (knots - 1);
    while (place + 2 < order.length && (levels[place + 1] as number) < level) place++;
    const next = Math.min(place + 1, order.length - 1);
    const [low, high] = [values[order[place] as number] as number, values[order[next] as number] as number];
    const width = (levels[next] as number) - (levels[place] as number);
    const way = width > 0 ? Math.min(1, Math.max(0, (level - (levels[place] as number)) / width)) : 0;
    quantiles[knot] = low === high ? low : low + (high - low) * way;
  }
  return quantiles;
}

export function piecewiseLinear({ from, to }: PiecewiseLinear, x: number): number {
  let [low, high] = [0, from.length - 1];
  if (x <= (from[low] as number)) return to[low] as number;
  if (x >= (from[high] as number)) return to[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] as number) <= x) low = middle;
    else high = middle;
  }
  const way = (x - (from[low] as number)) / ((from[high] as number) - (from[low] as number));
  return (to[low] as number) + way * ((to[high] as number) - (to[low] as number));
}

/** x of which the fraction `level` of a standard normal distribution lies below, by bisection of Phi(x) = (1 + P(1/2, x^2 / 2)) / 2. */
export function normalQuantile(level: number): number {
  if (level < 0.5) return -normalQuantile(1 - level);
  let [low, high] = [0, 40];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if ((1 + regularisedGammaP(0.5, middle ** 2 / 2)) / 2 < level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
