import { modelOf } from './registry.ts';
import type { Store } from './store.ts';

export interface GarbageReport {
  readonly objects: number;
  readonly bytes: number;
  readonly actions: number;
  readonly checkpoints: number;
  readonly temporary: number;
  readonly kept: { readonly runs: readonly string[]; readonly objects: number; readonly bytes: number };
}

/**
 * Removes what no kept run reaches: objects, action-cache entries, checkpoints of finished tasks, and temporary files
 * of dead processes. Runs other than `keepRuns` are forgotten. Registered models stay, and
 * everything that a champion was made from. With `dryRun` nothing is removed.
 */
export async function collectGarbage(
  store: Store,
  options: { readonly keepRuns: readonly string[]; readonly dryRun?: boolean },
): Promise<GarbageReport> {
  const keys = new Set<string>();
  const objects = new Set<string>();
  for (const run of options.keepRuns) {
    const record = await store.getRun(run);
    if (record === undefined) continue;
    objects.add(record.plan.sha256);
    for (const { key } of Object.values(record.tasks)) if (key !== undefined) keys.add(key);
  }
  await addModels(store, keys);
  const stale: string[] = [];
  const finished = new Set<string>();
  for await (const entry of store.listActions()) {
    finished.add(entry.key);
    if (!keys.has(entry.key)) stale.push(entry.key);
    else for (const output of Object.values(entry.outputs)) for (const part of output.parts) objects.add(part.sha256);
  }
  const report = { objects: 0, bytes: 0, actions: stale.length, checkpoints: 0, temporary: 0 };
  const kept = { runs: options.keepRuns, objects: 0, bytes: 0 };
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    if (options.dryRun !== true) await work();
  };
  for (const { run } of await store.listRuns())
    if (!options.keepRuns.includes(run)) await act(() => store.removeRun(run));
  for (const key of stale) await act(() => store.removeAction(key));
  for await (const object of store.listObjects()) {
    if (objects.has(object.sha256)) {
      kept.objects++;
      kept.bytes += object.bytes;
      continue;
    }
    report.objects++;
    report.bytes += object.bytes;
    await act(() => store.removeObject(object.sha256));
  }
  for await (const key of store.listCheckpoints()) {
    if (!finished.has(key) && keys.size > 0) continue;
    report.checkpoints++;
    await act(() => store.removeCheckpoint(key));
  }
  if (options.dryRun !== true) report.temporary = await store.removeTemporary(3600);
  return { ...report, kept };
}

/** Keys of the trainings of all registered models, and of all that the champions come from. */
async function addModels(store: Store, keys: Set<string>): Promise<void> {
  for (const registry of await store.listModels())
    for (const category of Object.keys(registry.models)) {
      const { champion, versions } = modelOf(registry, category);
      for (const { version, key } of versions)
        if (version === champion) await addOrigins(store, key, keys);
        else keys.add(key);
    }
}

async function addOrigins(store: Store, first: string, keys: Set<string>): Promise<void> {
  const seen = new Set<string>();
  const open = [first];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    keys.add(key);
    const entry = await store.getAction(key);
    for (const { from } of entry?.inputs ?? []) if ('key' in from) open.push(from.key);
  }
}
