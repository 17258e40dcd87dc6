import { MISSING, type BinnedEvents } from './binning.ts';
import type { GrowingTrees, Trees } from './tree.ts';

/**
 * Leaf of the tree for an event by its bins.
 * @param tree number of the tree
 */
export function leafByCode(trees: GrowingTrees, tree: number, { codes, events }: BinnedEvents, event: number): number {
  const root = trees.roots[tree] as number;
  const { feature, left, missingLeft, code: splits } = trees;
  let node = root;
  for (let f = feature[node] as number; f >= 0; f = feature[node] as number) {
    const code = codes[f * events + event] as number;
    const goesLeft = code === MISSING ? missingLeft[node] === 1 : code <= (splits[node] as number);
    node = root + (left[node] as number) + (goesLeft ? 0 : 1);
  }
  return node;
}

/**
 * Adds what each tree says of each event.
 * @param features `[events x width]` or more
 * @param sums `[events]`, added to
 * @param vote what a leaf of a tree counts
 */
export function addScores(
  trees: Trees,
  features: Float32Array,
  width: number,
  sums: Float64Array,
  vote: (leaf: number, tree: number) => number,
  [firstTree, lastTree]: readonly [number, number],
): void {
  const { roots, feature, value, left, missingLeft } = trees;
  const events = sums.length;
  for (let tree = firstTree; tree < lastTree; tree++) {
    const root = roots[tree] as number;
    for (let event = 0; event < events; event++) {
      const begin = event * width;
      let node = root;
      for (let f = feature[node] as number; f >= 0; f = feature[node] as number) {
        const x = features[begin + f] as number;
        const goesLeft = x === x ? x <= (value[node] as number) : missingLeft[node] === 1;
        node = root + (left[node] as number) + (goesLeft ? 0 : 1);
      }
      sums[event] = (sums[event] as number) + vote(node, tree);
    }
  }
}
