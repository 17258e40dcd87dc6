/** What a walk runs: a task, or a group of tasks that is run as one. */
export interface WalkNode {
  readonly name: string;
  /** Names of nodes that must have ended before. */
  readonly after: readonly string[];
}

export interface WalkHooks<N extends WalkNode> {
  /** Runs a node whose predecessors have all ended. Rejections are the caller's to turn into results. */
  run(node: N): Promise<void>;
  /** Awaited before each start: resolves at once unless the walk is paused. */
  gate?(): Promise<void>;
  /** At most this many nodes at once. */
  readonly limit: number;
}

/**
 * Walks a DAG: starts each node when all it comes after have ended, in the order given, at most `limit` at once.
 * Deterministic: the order of starts depends only on the order of ends. O(nodes + edges).
 */
export async function walk<N extends WalkNode>(nodes: readonly N[], hooks: WalkHooks<N>): Promise<void> {
  const names = new Set(nodes.map(({ name }) => name));
  const waiting = new Map<string, number>();
  const followers = new Map<string, N[]>();
  const ready: N[] = [];
  for (const node of nodes) {
    const open = node.after.filter((name) => names.has(name));
    waiting.set(node.name, open.length);
    if (open.length === 0) ready.push(node);
    for (const name of open) {
      const list = followers.get(name);
      if (list === undefined) followers.set(name, [node]);
      else list.push(node);
    }
  }
  let next = 0;
  let running = 0;
  let ended = 0;
  await new Promise<void>((resolve, reject) => {
    const finish = (node: N): void => {
      running--;
      ended++;
      for (const follower of followers.get(node.name) ?? []) {
        const open = (waiting.get(follower.name) ?? 0) - 1;
        waiting.set(follower.name, open);
        if (open === 0) ready.push(follower);
      }
      start();
    };
    const start = (): void => {
      while (running < hooks.limit && next < ready.length) {
        const node = ready[next++] as N;
        running++;
        void (hooks.gate?.() ?? Promise.resolve())
          .then(() => hooks.run(node))
          .then(() => {
            finish(node);
          }, reject);
      }
      if (running > 0) return;
      if (ended === nodes.length) resolve();
      else reject(new Error(`${nodes.length - ended} nodes wait for each other: the graph has a cycle`));
    };
    start();
  });
}
