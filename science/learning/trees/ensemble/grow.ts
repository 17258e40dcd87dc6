import type { RandomStream } from '../../random.ts';
import { MISSING, type BinnedEvents, type FeatureBins } from './binning.ts';
import { reserve, type GrowingTrees } from './tree.ts';

export interface GrowthRules {
  /** 0: no bound. */
  readonly maximumDepth: number;
  /** Fewest events (each counts once) in a leaf. */
  readonly minimumLeafEvents: number;
  /** Features looked at for a split, drawn anew for each node; the width or more: all. */
  readonly featuresPerSplit: number;
}

/** Events of one tree. */
export interface TreeSample {
  /** Rows to learn from; their order is changed. */
  readonly rows: Int32Array;
  /** `[events]` by row, none negative. */
  readonly weights: Float64Array | Float32Array;
  /** `[events]` by row, 0 or 1. */
  readonly labels: Uint8Array;
}

/** Cells of a bin in the histogram: weight of background, of signal, events, one unused (it keeps a bin in one cache line). */
const CELLS = 4;
/** Up to so many rows are sorted. At most 256. */
const FEW = 40;

/**
 * Grows classification trees on binned events by the weighted Gini impurity (Breiman et al., Classification and
 * Regression Trees, 1984): each split makes the decrease the largest over bins and over both ways for missing values.
 * A grower keeps its work space from tree to tree.
 */
export function createGrower(events: BinnedEvents, bins: readonly FeatureBins[], rules: GrowthRules) {
  const { codes, width, events: total } = events;
  const histogram = new Float64Array(256 * CELLS);
  const nodeWeights = new Float64Array(total);
  const nodeLabels = new Uint8Array(total);
  const rightRows = new Int32Array(total);
  const drawn = Int32Array.from({ length: width }, (_, feature) => feature);
  const all = rules.featuresPerSplit >= width;
  const best = { merit: 0, feature: -1, code: 0, missingLeft: 1, background: 0, signal: 0 };

  // The bins that a feature has in a node, rising; those that lack a value last
  const [cellCodes, cellEvents] = [new Int32Array(256), new Int32Array(256)];
  const [cellBackground, cellSignal] = [new Float64Array(256), new Float64Array(256)];
  const keys = new Int32Array(FEW);

  /** Sums up rows [low, high) by their bins. @returns how many bins there are */
  const sumByHistogram = (begin: number, rows: Int32Array, low: number, high: number): number => {
    let first = 256;
    let last = -1;
    for (let i = low; i < high; i++) {
      const code = codes[begin + (rows[i] as number)] as number;
      if (code < first) first = code;
      if (code > last) last = code;
      const cell = code * CELLS;
      const weighted = cell + (nodeLabels[i - low] as number);
      histogram[weighted] = (histogram[weighted] as number) + (nodeWeights[i - low] as number);
      histogram[cell + 2] = (histogram[cell + 2] as number) + 1;
    }
    let count = 0;
    for (let code = first; code <= last; code++) {
      const cell = code * CELLS;
      const here = histogram[cell + 2] as number;
      if (here === 0) continue;
      cellCodes[count] = code;
      cellEvents[count] = here;
      cellBackground[count] = histogram[cell] as number;
      cellSignal[count++] = histogram[cell + 1] as number;
      histogram[cell] = histogram[cell + 1] = histogram[cell + 2] = 0;
    }
    return count;
  };

  /** The same for a few rows, by insertion sort: a walk over all bins would take longer. */
  const sumBySorting = (begin: number, rows: Int32Array, low: number, high: number): number => {
    const events = high - low;
    for (let i = 0; i < events; i++) {
      const key = ((codes[begin + (rows[low + i] as number)] as number) << 8) | i;
      let place = i;
      while (place > 0 && (keys[place - 1] as number) > key) {
        keys[place] = keys[place - 1] as number;
        place--;
      }
      keys[place] = key;
    }
    let count = 0;
    let before = -1;
    for (let i = 0; i < events; i++) {
      const key = keys[i] as number;
      const code = key >> 8;
      if (code !== before) {
        before = code;
        cellCodes[count] = code;
        cellEvents[count] = 0;
        cellBackground[count] = 0;
        cellSignal[count++] = 0;
      }
      const at = count - 1;
      cellEvents[at] = (cellEvents[at] as number) + 1;
      const weight = nodeWeights[key & 255] as number;
      if (nodeLabels[key & 255] === 1) cellSignal[at] = (cellSignal[at] as number) + weight;
      else cellBackground[at] = (cellBackground[at] as number) + weight;
    }
    return count;
  };

  /** Looks for a split of rows [low, high) by one feature that beats `best`. @returns false where all rows have one bin */
  const tryFeature = (
    feature: number,
    rows: Int32Array,
    low: number,
    high: number,
    background: number,
    signal: number,
  ): boolean => {
    const events = high - low;
    const sum = events <= FEW ? sumBySorting : sumByHistogram;
    const count = sum(feature * total, rows, low, high);
    if (count < 2) return false;
    const fewest = rules.minimumLeafEvents;
    const missing = cellCodes[count - 1] === MISSING;
    const present = missing ? count - 1 : count;
    // Twice where values are missing: they go right, then left. Else once, and later ones go with the larger part.
    for (let missingLeft = 0; missingLeft <= (missing ? 1 : 0); missingLeft++) {
      let b = missingLeft === 1 ? (cellBackground[present] as number) : 0;
      let s = missingLeft === 1 ? (cellSignal[present] as number) : 0;
      let n = missingLeft === 1 ? (cellEvents[present] as number) : 0;
      // The last bin only parts events that have a value from those that have none
      const end = missing && missingLeft === 0 ? present : present - 1;
      for (let cell = 0; cell < end; cell++) {
        b += cellBackground[cell] as number;
        s += cellSignal[cell] as number;
        n += cellEvents[cell] as number;
        if (n < fewest || events - n < fewest) continue;
        const left = b + s;
        const rightB = background - b;
        const rightS = signal - s;
        const right = rightB + rightS;
        if (!(left > 0) || !(right > 0)) continue;
        const merit = (b * b + s * s) / left + (rightB * rightB + rightS * rightS) / right;
        if (!(merit > best.merit)) continue;
        best.merit = merit;
        best.feature = feature;
        // In the middle of the empty bins between two that are not
        best.code =
          cell + 1 < present ? ((cellCodes[cell] as number) + (cellCodes[cell + 1] as number)) >> 1 : MISSING - 1;
        best.missingLeft = missing ? missingLeft : n * 2 >= events ? 1 : 0;
        best.background = b;
        best.signal = s;
      }
    }
    return true;
  };

  const chooseSplit = (
    rows: Int32Array,
    low: number,
    high: number,
    background: number,
    signal: number,
    stream: RandomStream,
  ) => {
    best.feature = -1;
    // No split is worth nothing: what it gains must stand out from rounding
    const sum = background + signal;
    best.merit = ((background * background + signal * signal) / sum) * (1 + 1e-12);
    let tried = 0;
    for (let index = 0; index < width; index++) {
      if (!all) {
        if (tried >= rules.featuresPerSplit) break;
        const other = index + Math.floor((stream.integer() / 4294967296) * (width - index));
        const feature = drawn[other] as number;
        drawn[other] = drawn[index] as number;
        drawn[index] = feature;
      }
      // Features with one value in the node do not count: the search goes on
      if (tryFeature(drawn[index] as number, rows, low, high, background, signal)) tried++;
    }
  };

  /** Moves rows that go left to the front. @returns where those that go right begin */
  const partition = (rows: Int32Array, low: number, high: number): number => {
    const begin = best.feature * total;
    const { code: split, missingLeft } = best;
    let left = low;
    let right = 0;
    for (let i = low; i < high; i++) {
      const row = rows[i] as number;
      const code = codes[begin + row] as number;
      const goesLeft = code === MISSING ? missingLeft : code <= split ? 1 : 0;
      rows[left] = row;
      rightRows[right] = row;
      left += goesLeft;
      right += 1 - goesLeft;
    }
    rows.set(rightRows.subarray(0, right), left);
    return left;
  };

  /**
   * Appends a tree.
   * @param gains `[width]` weighted impurity decrease by feature, added to
   * @param splits `[width]` number of splits by feature, added to
   * @param stream draws the features
   */
  return function grow(
    trees: GrowingTrees,
    { rows, weights, labels }: TreeSample,
    gains: Float64Array,
    splits: Int32Array,
    stream: RandomStream,
  ): void {
    const root = trees.nodes;
    let background = 0;
    let signal = 0;
    for (const row of rows) {
      if (labels[row] === 1) signal += weights[row] as number;
      else background += weights[row] as number;
    }
    const stack: { node: number; low: number; high: number; depth: number; background: number; signal: number }[] = [
      { node: root, low: 0, high: rows.length, depth: 0, background, signal },
    ];
    if (!all) for (let feature = 0; feature < width; feature++) drawn[feature] = feature;
    reserve(trees, 1);
    trees.nodes++;
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { node, low, high, depth } = next;
      const sum = next.background + next.signal;
      best.feature = -1;
      const deep = rules.maximumDepth > 0 && depth >= rules.maximumDepth;
      const pure = !(next.background > 0) || !(next.signal > 0);
      if (!deep && !pure && high - low >= 2 * rules.minimumLeafEvents) {
        for (let i = low; i < high; i++) {
          const row = rows[i] as number;
          nodeWeights[i - low] = weights[row] as number;
          nodeLabels[i - low] = labels[row] as number;
        }
        chooseSplit(rows, low, high, next.background, next.signal, stream);
      }
      if (best.feature < 0) {
        trees.feature[node] = -1;
        trees.value[node] = sum > 0 ? Math.max(0, Math.min(1, next.signal / sum)) : 0.5;
        continue;
      }
      const { feature, code, missingLeft, background: leftB, signal: leftS, merit } = best;
      gains[feature] =
        (gains[feature] as number) + merit - (next.background * next.background + next.signal * next.signal) / sum;
      splits[feature] = (splits[feature] as number) + 1;
      const middle = partition(rows, low, high);
      reserve(trees, 2);
      const left = trees.nodes;
      trees.nodes += 2;
      const { edges } = bins[feature] as FeatureBins;
      trees.feature[node] = feature;
      trees.value[node] = code < edges.length ? (edges[code] as number) : Infinity;
      trees.left[node] = left - root;
      trees.missingLeft[node] = missingLeft;
      trees.code[node] = code;
      const right = { background: next.background - leftB, signal: next.signal - leftS };
      stack.push({ node: left + 1, low: middle, high, depth: depth + 1, ...clean(right) });
      stack.push({ node: left, low, high: middle, depth: depth + 1, background: leftB, signal: leftS });
    }
    trees.roots.push(trees.nodes);
  };
}

/** A difference of sums that should be zero may come out a little off. */
const clean = ({ background, signal }: { background: number; signal: number }) => {
  const least = (background + signal) * 1e-12;
  return { background: background > least ? background : 0, signal: signal > least ? signal : 0 };
};
