import { randomStream, type RandomStream } from '../random.ts';

/** A leaf: the box of points that end in it, `[low, high)` in each dimension, and the mean of the values there. */
export interface Leaf {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly value: number;
}

interface ForestOptions {
  readonly trees: number;
  readonly seed: number;
  /** Fewest points of a leaf. */
  readonly leaf: number;
}

/**
 * Regression trees grown on bootstrap samples (Breiman 2001), each given as its leaves, which fill the box. Every node splits where the squared error
 * falls most, among a random five sixths of the dimensions.
 *
 * @param points `[points][dimensions]`
 * @param low lower end of the box in each dimension
 */
export function growForest(
  points: readonly Float64Array[],
  values: readonly number[],
  box: { readonly low: Float64Array; readonly high: Float64Array },
  { trees, seed, leaf }: ForestOptions,
): readonly (readonly Leaf[])[] {
  return Array.from({ length: trees }, (_, tree) => {
    const stream = randomStream(seed, 'forest', tree);
    const rows = Array.from(points, () => Math.floor(stream.uniform() * points.length));
    const leaves: Leaf[] = [];
    grow(rows, { low: box.low, high: box.high }, { points, values, leaf, stream, leaves });
    return leaves;
  });
}

interface Growing {
  readonly points: readonly Float64Array[];
  readonly values: readonly number[];
  readonly leaf: number;
  readonly stream: RandomStream;
  readonly leaves: Leaf[];
}

function grow(rows: readonly number[], box: Pick<Leaf, 'low' | 'high'>, growing: Growing): void {
  const split = bestSplit(rows, growing);
  if (split === undefined) {
    const sum = rows.reduce((total, row) => total + (growing.values[row] as number), 0);
    growing.leaves.push({ ...box, value: sum / rows.length });
    return;
  }
  const { dimension, at } = split;
  const [high, low] = [Float64Array.from(box.high), Float64Array.from(box.low)];
  high[dimension] = at;
  low[dimension] = at;
  const below = (row: number): boolean => ((growing.points[row] as Float64Array)[dimension] as number) < at;
  grow(rows.filter(below), { low: box.low, high }, growing);
  grow(
    rows.filter((row) => !below(row)),
    { low, high: box.high },
    growing,
  );
}

function bestSplit(
  rows: readonly number[],
  { points, values, leaf, stream }: Growing,
): { readonly dimension: number; readonly at: number } | undefined {
  if (rows.length < 2 * leaf) return undefined;
  const dimensions = points[0]?.length ?? 0;
  const total = rows.reduce((sum, row) => sum + (values[row] as number), 0);
  let best: { dimension: number; at: number; gain: number } | undefined;
  for (let dimension = 0; dimension < dimensions; dimension++) {
    if (dimensions > 1 && stream.uniform() > 5 / 6) continue;
    const at = (row: number): number => (points[row] as Float64Array)[dimension] as number;
    const ordered = [...rows].sort((a, b) => at(a) - at(b) || a - b);
    let sum = 0;
    for (let count = 1; count < ordered.length; count++) {
      const [before, after] = [ordered[count - 1] as number, ordered[count] as number];
      sum += values[before] as number;
      if (at(before) === at(after) || count < leaf || ordered.length - count < leaf) continue;
      // The fall of the squared error, up to what is the same for all splits of the node.
      const gain =
        (sum * sum) / count + (total - sum) ** 2 / (ordered.length - count) - (total * total) / ordered.length;
      if (gain > 1e-12 && gain > (best?.gain ?? 0)) best = { dimension, at: (at(before) + at(after)) / 2, gain };
    }
  }
  return best;
}
