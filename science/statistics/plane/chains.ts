/** A piece of an outline or a contour, between two nodes. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

export interface Chain {
  readonly nodes: readonly string[];
  /** Whether the last node is joined to the first, which is not repeated. */
  readonly closed: boolean;
}

/** Joins edges end to end: the open chains first, then the closed ones. Every edge is in one chain. */
export function chainsOf(edges: readonly Edge[]): readonly Chain[] {
  const next = new Map<string, string[]>();
  const incoming = new Map<string, number>();
  for (const { from, to } of edges) {
    const there = next.get(from);
    if (there === undefined) next.set(from, [to]);
    else there.push(to);
    incoming.set(to, (incoming.get(to) ?? 0) + 1);
  }
  const walk = (start: string): Chain => {
    const nodes = [start];
    for (let to = next.get(start)?.pop(); to !== undefined; to = next.get(to)?.pop()) {
      if (to === start) return { nodes, closed: true };
      nodes.push(to);
    }
    return { nodes, closed: false };
  };
  const starts = [...next].flatMap(([node, out]) =>
    new Array<string>(Math.max(0, out.length - (incoming.get(node) ?? 0))).fill(node),
  );
  const open = starts.map(walk);
  const closed: Chain[] = [];
  for (const [node, out] of next) while (out.length > 0) closed.push(walk(node));
  return [...open, ...closed];
}
