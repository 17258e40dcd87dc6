/** What a walk runs: a task, or a group of tasks that is run as one. */
export interface WalkNode {
  readonly name: string;
  /** Names of nodes that must have ended before. */
  readonly after: readonly string[];
}

export interface WalkHooks<N extends WalkNode> {
  /** Runs a node whose predecessors have all ended. Rejections are the caller's to turn into results. */
  run(node: N): Promise<void>;
  /** At most this many nodes at once. */
  readonly limit: number;
}

export interface Walk {
  /** Resolves when every node has ended, or, after `stop`, when none runs any more. May be called again after `reopen`. */
  finished(): Promise<void>;
  /** While paused nothing starts; what runs goes on. */
  setPaused(paused: boolean): void;
  /** Starts nothing any more. */
  stop(): void;
  /** Nodes that have ended, and all that come after them, are to be run again. What runs now runs again when it has ended. */
  reopen(names: Iterable<string>): void;
}

type State = 'open' | 'running' | 'running, then again' | 'ended';

/**
 * Walks a DAG: starts each node when all it comes after have ended, in the order given, at most `limit` at once.
 * Deterministic: the order of starts depends only on the order of ends and calls. O(nodes + edges), and again at each `reopen`.
 */
export function createWalk<N extends WalkNode>(nodes: readonly N[], hooks: WalkHooks<N>): Walk {
  const names = new Set(nodes.map(({ name }) => name));
  const followers = new Map<string, N[]>();
  for (const node of nodes)
    for (const name of node.after) {
      const list = followers.get(name);
      if (list === undefined) followers.set(name, [node]);
      else list.push(node);
    }
  const states = new Map<string, State>(nodes.map(({ name }) => [name, 'open']));
  const waiting = new Map<string, number>();
  let ready: N[] = [];
  let next = 0;
  let running = 0;
  let [paused, stopped] = [false, false];
  let broken: { readonly error: unknown } | undefined;
  let waiters: { resolve(): void; reject(error: unknown): void }[] = [];

  const arrange = (): void => {
    ready = [];
    next = 0;
    for (const node of nodes) {
      const open = node.after.filter((name) => names.has(name) && states.get(name) !== 'ended').length;
      waiting.set(node.name, open);
      if (open === 0 && states.get(node.name) === 'open') ready.push(node);
    }
  };
  const end = (node: N): void => {
    running--;
    if (states.get(node.name) === 'running, then again') {
      states.set(node.name, 'open');
      if (waiting.get(node.name) === 0) ready.push(node);
    } else {
      states.set(node.name, 'ended');
      for (const follower of followers.get(node.name) ?? []) {
        const open = (waiting.get(follower.name) ?? 0) - 1;
        waiting.set(follower.name, open);
        if (open === 0 && states.get(follower.name) === 'open') ready.push(follower);
      }
    }
    start();
  };
  const start = (): void => {
    while (!paused && !stopped && broken === undefined && running < hooks.limit && next < ready.length) {
      const node = ready[next++] as N;
      running++;
      states.set(node.name, 'running');
      void hooks.run(node).then(
        () => {
          end(node);
        },
        (error: unknown) => {
          broken ??= { error };
          settle();
        },
      );
    }
    settle();
  };
  const settle = (): void => {
    const over = broken !== undefined || (running === 0 && (stopped || (next >= ready.length && !paused)));
    if (!over) return;
    const open = stopped ? 0 : [...states.values()].filter((state) => state !== 'ended').length;
    const settled = waiters;
    waiters = [];
    for (const { resolve, reject } of settled) {
      if (broken !== undefined) reject(broken.error);
      else if (open > 0) reject(new Error(`${open} nodes wait for each other: the graph has a cycle`));
      else resolve();
    }
  };
  arrange();
  return {
    finished: () =>
      new Promise((resolve, reject) => {
        waiters.push({ resolve, reject });
        start();
      }),
    setPaused: (value) => {
      paused = value;
      start();
    },
    stop: () => {
      stopped = true;
      settle();
    },
    reopen: (given) => {
      const reached = new Set<string>();
      const todo = [...given];
      for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
        if (reached.has(name) || !names.has(name)) continue;
        reached.add(name);
        const state = states.get(name);
        if (state === 'ended') states.set(name, 'open');
        if (state === 'running') states.set(name, 'running, then again');
        todo.push(...(followers.get(name) ?? []).map((follower) => follower.name));
      }
      arrange();
      start();
    },
  };
}

/** Walks a DAG from beginning to end. */
export async function walk<N extends WalkNode>(nodes: readonly N[], hooks: WalkHooks<N>): Promise<void> {
  await createWalk(nodes, hooks).finished();
}
