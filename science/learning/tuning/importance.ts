import { growForest, type Leaf } from './forest.ts';
import { exists, type Configuration, type Dimension, type Space } from './space.ts';
import { toUnit } from './unit.ts';

export interface Importance {
  /** One dimension, or two. */
  readonly names: readonly string[];
  /** Its share of the variance of the score over the space. */
  readonly fraction: number;
}

const trees = 64;
/** With fewer trials a forest says nothing. */
const fewestTrials = 10;

/**
 * Functional analysis of variance (Hutter, Hoos, Leyton-Brown, ICML 2014): a random forest is fitted to score against configuration; the
 * share of a dimension is the variance of the forest's mean over all others, divided by its whole variance, averaged over trees. Pairs come without what
 * their two dimensions explain alone. A dimension that does not exist in a configuration is at a place of its own, left of its range.
 * The most important first; pairs among the six most important dimensions only.
 */
export function importances(
  space: Space,
  trials: readonly { readonly configuration: Configuration; readonly score: number }[],
  seed: number,
): readonly Importance[] {
  const scores = trials.map(({ score }) => score);
  if (trials.length < fewestTrials || new Set(scores).size < 2) return [];
  const { dimensions } = space;
  const axes = dimensions.map(axisOf);
  const points = trials.map(({ configuration }) =>
    Float64Array.from(dimensions, (dimension) => placeOf(dimension, configuration)),
  );
  const box = {
    low: Float64Array.from(axes, ({ low }) => low),
    high: Float64Array.from(axes, ({ high }) => high),
  };
  const forest = growForest(points, scores, box, { trees, seed, leaf: 2 }).map((leaves) => weigh(leaves, axes));
  const whole = forest.filter(({ variance }) => variance > 0);
  if (whole.length === 0) return [];
  const share = (of: (tree: Weighed) => number): number =>
    whole.reduce((sum, tree) => sum + of(tree) / tree.variance, 0) / whole.length;
  const single = dimensions
    .map(({ name }, index) => ({ index, names: [name], fraction: share((tree) => marginalVariance(tree, [index])) }))
    .sort((a, b) => b.fraction - a.fraction);
  const leading = single.slice(0, 6).map(({ index }) => index);
  const pairs = leading.flatMap((one, place) =>
    leading.slice(place + 1).map((other) => ({
      names: [one, other].map((index) => dimensions[index]?.name ?? ''),
      fraction: share(
        (tree) =>
          marginalVariance(tree, [one, other]) - marginalVariance(tree, [one]) - marginalVariance(tree, [other]),
      ),
    })),
  );
  return [
    ...single.map(({ names, fraction }) => ({ names, fraction: tidy(fraction) })),
    ...pairs
      .map(({ names, fraction }) => ({ names, fraction: tidy(fraction) }))
      .sort((a, b) => b.fraction - a.fraction),
  ];
}

/** Rounding makes shares of nothing a little negative. */
const tidy = (fraction: number): number => Math.max(0, Number(fraction.toFixed(6)));

interface AxisBox {
  readonly low: number;
  readonly high: number;
}

/** [0, 1], and [-0.2, 0) for configurations without the dimension. */
const axisOf = ({ when }: Dimension): AxisBox => ({ low: when.length > 0 ? -0.2 : 0, high: 1 });
function placeOf(dimension: Dimension, configuration: Configuration): number {
  const value = configuration[dimension.name];
  return value === undefined || !exists(dimension, configuration)
    ? -0.1
    : Math.min(toUnit(dimension.domain, value), 1 - 1e-12);
}

/** A tree's leaves with the fraction of the box that each fills, minus the mean over the box. */
interface Weighed {
  readonly leaves: readonly (Leaf & { readonly weight: number })[];
  readonly axes: readonly AxisBox[];
  readonly variance: number;
}

function weigh(leaves: readonly Leaf[], axes: readonly AxisBox[]): Weighed {
  const weighed = leaves.map((leaf) => ({ ...leaf, weight: product(axes, (axis, d) => widthOf(leaf, axis, d)) }));
  const mean = weighed.reduce((sum, { weight, value }) => sum + weight * value, 0);
  const centred = weighed.map((leaf) => ({ ...leaf, value: leaf.value - mean }));
  return {
    leaves: centred,
    axes,
    variance: centred.reduce((sum, { weight, value }) => sum + weight * value * value, 0),
  };
}

const widthOf = ({ low, high }: Leaf, axis: AxisBox, d: number): number =>
  ((high[d] as number) - (low[d] as number)) / (axis.high - axis.low);

const product = (axes: readonly AxisBox[], of: (axis: AxisBox, dimension: number) => number): number =>
  axes.reduce((all, axis, dimension) => all * of(axis, dimension), 1);

/** Variance over the given dimensions of the mean over the others: on a grid of the leaves' edges, where that mean is constant in each cell. */
function marginalVariance({ leaves, axes }: Weighed, dimensions: readonly number[]): number {
  const edges = dimensions.map((d) =>
    [...new Set(leaves.flatMap(({ low, high }) => [low[d] as number, high[d] as number]))].sort((a, b) => a - b),
  );
  const cells = dimensions.map((_, place) => (edges[place]?.length ?? 1) - 1);
  const size = cells.reduce((all, count) => all * count, 1);
  const sums = new Float64Array(size);
  for (const leaf of leaves) {
    const inside = dimensions.reduce((all, d) => all * widthOf(leaf, axes[d] as AxisBox, d), 1);
    const mass = (leaf.weight / inside) * leaf.value;
    const ranges = dimensions.map((d, place) => {
      const list = edges[place] as readonly number[];
      return [list.indexOf(leaf.low[d] as number), list.indexOf(leaf.high[d] as number)] as const;
    });
    const [[start, end], second = [0, 1] as const] = ranges as [
      readonly [number, number],
      (readonly [number, number])?,
    ];
    for (let i = start; i < end; i++)
      for (let j = second[0]; j < second[1]; j++) {
        const cell = i * (cells[1] ?? 1) + j;
        sums[cell] = (sums[cell] as number) + mass;
      }
  }
  let variance = 0;
  for (let cell = 0; cell < size; cell++) {
    const at = [Math.floor(cell / (cells[1] ?? 1)), cell % (cells[1] ?? 1)];
    const weight = dimensions.reduce((all, d, place) => {
      const list = edges[place] as readonly number[];
      const index = at[place] as number;
      const { low, high } = axes[d] as AxisBox;
      return (all * ((list[index + 1] as number) - (list[index] as number))) / (high - low);
    }, 1);
    variance += weight * (sums[cell] as number) ** 2;
  }
  return variance;
}
