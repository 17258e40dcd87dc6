/**
 * Trees of two classes as arrays over all nodes, tree after tree. An inner node sends an event left where its value is not
 * above the threshold, and events without the value where `missingLeft` says. Right children stand behind left ones.
 */
export interface Trees {
  /** Node of each tree's root, and the number of nodes at the end. */
  readonly roots: Int32Array;
  /** Number of the feature that a node splits on; -1 for a leaf. */
  readonly feature: Int16Array;
  /** Threshold of an inner node; P(signal) in a leaf. */
  readonly value: Float32Array;
  /** Left child, counted from the tree's root. */
  readonly left: Int32Array;
  readonly missingLeft: Uint8Array;
}

/** Trees that grow: room doubles as it is needed. `code` is the bin that a split follows. */
export interface GrowingTrees {
  roots: number[];
  nodes: number;
  feature: Int16Array;
  value: Float32Array;
  left: Int32Array;
  missingLeft: Uint8Array;
  code: Uint8Array;
}

export function noTrees(): GrowingTrees {
  const room = 1024;
  return {
    roots: [0],
    nodes: 0,
    feature: new Int16Array(room),
    value: new Float32Array(room),
    left: new Int32Array(room),
    missingLeft: new Uint8Array(room),
    code: new Uint8Array(room),
  };
}

/** Makes room for so many more nodes. */
export function reserve(trees: GrowingTrees, more: number): void {
  const room = trees.feature.length;
  if (trees.nodes + more <= room) return;
  const wanted = Math.max(2 * room, trees.nodes + more);
  const grown = <T extends Int16Array | Float32Array | Int32Array | Uint8Array>(old: T, fresh: T): T => {
    fresh.set(old);
    return fresh;
  };
  trees.feature = grown(trees.feature, new Int16Array(wanted));
  trees.value = grown(trees.value, new Float32Array(wanted));
  trees.left = grown(trees.left, new Int32Array(wanted));
  trees.missingLeft = grown(trees.missingLeft, new Uint8Array(wanted));
  trees.code = grown(trees.code, new Uint8Array(wanted));
}

/** The trees as they are, without spare room. @param count the first so many */
export function finished(trees: GrowingTrees, count = trees.roots.length - 1): Trees {
  const nodes = trees.roots[count] as number;
  return {
    roots: Int32Array.from(trees.roots.slice(0, count + 1)),
    feature: trees.feature.slice(0, nodes),
    value: trees.value.slice(0, nodes),
    left: trees.left.slice(0, nodes),
    missingLeft: trees.missingLeft.slice(0, nodes),
  };
}

/** Goes on from finished trees. The bins of their splits are found again by their thresholds. */
export function resumed(trees: Trees, edges: readonly Float32Array[]): GrowingTrees {
  const code = new Uint8Array(trees.feature.length);
  for (let node = 0; node < code.length; node++) {
    const feature = trees.feature[node] as number;
    if (feature >= 0) code[node] = (edges[feature] as Float32Array).indexOf(trees.value[node] as number);
  }
  return {
    roots: [...trees.roots],
    nodes: trees.feature.length,
    feature: trees.feature.slice(),
    value: trees.value.slice(),
    left: trees.left.slice(),
    missingLeft: trees.missingLeft.slice(),
    code,
  };
}
