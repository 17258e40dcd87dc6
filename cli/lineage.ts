import type { ActionEntry } from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import { UsageError } from './errors.ts';
import { openStore, type CommonOptions } from './places.ts';

/** One artifact with the task that made it and where its inputs come from. */
interface Lineage {
  readonly task: string;
  readonly kind: string;
  readonly version: number;
  readonly key: string;
  readonly code: string;
  readonly host: string;
  readonly started: string;
  readonly seconds: number;
  readonly params: unknown;
  readonly seed?: number;
  readonly outputs: Readonly<Record<string, readonly string[]>>;
  readonly inputs: readonly (
    | { readonly port: string; readonly file: string; readonly sha256: string }
    | { readonly port: string; readonly from: Lineage | string }
  )[];
}

/** Prints where an artifact comes from. */
export async function lineage(artifact: string, options: CommonOptions & { readonly depth: string }): Promise<void> {
  const store = await openStore(options);
  const entry = await find(store, artifact);
  const seen = new Set<string>();
  const traced = await trace(store, entry, Number(options.depth), seen);
  if (options.json === true) process.stdout.write(`${JSON.stringify(traced)}\n`);
  else print(traced, 0);
}

/** By task.output or task of the newest runs, by key, or by the (beginning of the) sha256 of an output. */
async function find(store: Store, artifact: string): Promise<ActionEntry> {
  for (const { tasks } of await store.listRuns()) {
    const id = Object.keys(tasks).find((task) => artifact === task || artifact.startsWith(`${task}.`));
    const key = id === undefined ? undefined : tasks[id]?.key;
    const entry = key === undefined ? undefined : await store.getAction(key);
    if (entry !== undefined) return entry;
  }
  if (/^[0-9a-f]{6,64}$/.test(artifact))
    for await (const entry of store.listActions()) {
      const parts = Object.values(entry.outputs).flatMap((output) => output.parts);
      if (entry.key.startsWith(artifact) || parts.some(({ sha256 }) => sha256.startsWith(artifact))) return entry;
    }
  throw new UsageError(
    `'${artifact}' is no task of a run (train[category=...]), no key and no sha256 of an artifact in the store`,
  );
}

async function trace(store: Store, entry: ActionEntry, depth: number, seen: Set<string>): Promise<Lineage> {
  seen.add(entry.key);
  const inputs: Lineage['inputs'][number][] = [];
  for (const { port, parts, from } of entry.inputs) {
    if ('file' in from) {
      inputs.push({ port, file: from.file, sha256: parts[0] ?? '' });
      continue;
    }
    const upstream = depth > 1 && !seen.has(from.key) ? await store.getAction(from.key) : undefined;
    inputs.push({
      port,
      from: upstream === undefined ? `${from.task}.${from.output}` : await trace(store, upstream, depth - 1, seen),
    });
  }
  const { task, kind, version, key, code, host, started, seconds, params, seed } = entry;
  const outputs = Object.entries(entry.outputs).map(([name, output]) => [
    name,
    output.parts.map(({ sha256 }) => sha256),
  ]);
  return {
    ...{ task, kind, version, key, code, host, started, seconds, params },
    ...(seed === undefined ? {} : { seed }),
    outputs: Object.fromEntries(outputs) as Lineage['outputs'],
    inputs,
  };
}

function print(node: Lineage, level: number): void {
  const indent = '  '.repeat(level);
  const line = (text: string): void => void process.stdout.write(`${indent}${text}\n`);
  line(`${node.task}  (${node.kind} v${node.version}, key ${node.key.slice(0, 12)})`);
  line(`  made ${node.started} on ${node.host} in ${node.seconds.toFixed(2)} s by umbra ${node.code}`);
  for (const [name, parts] of Object.entries(node.outputs))
    line(`  ${name}: ${parts.map((part) => part.slice(0, 12)).join(' + ')}`);
  const params = JSON.stringify(node.params);
  line(`  params: ${params.length > 300 ? `${params.slice(0, 300)}… (--json shows all)` : params}`);
  for (const input of node.inputs)
    if ('file' in input) line(`  ${input.port} <- file ${input.file} (${input.sha256.slice(0, 12)})`);
    else if (typeof input.from === 'string') line(`  ${input.port} <- ${input.from} (above)`);
    else {
      line(`  ${input.port} <-`);
      print(input.from, level + 2);
    }
}
