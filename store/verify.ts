import { describeFile } from './local.ts';
import { StoreError, type Store } from './store.ts';

export interface Damage {
  readonly sha256: string;
  readonly problem: 'missing-object' | 'wrong-size' | 'wrong-content';
  /** The outputs that are affected: `train[category=DH_LDS_low].model`. */
  readonly outputs: readonly string[];
}

export interface VerifyReport {
  readonly objects: number;
  readonly bytes: number;
  readonly actions: number;
  readonly damage: readonly Damage[];
}

/**
 * Re-hashes every object that an action-cache entry names. With `heal`, damaged objects and the entries that name
 * them are removed, so that the next run makes them again.
 */
export async function verifyStore(store: Store, options: { readonly heal?: boolean } = {}): Promise<VerifyReport> {
  const named = new Map<string, { bytes: number; outputs: string[]; keys: Set<string> }>();
  let actions = 0;
  for await (const entry of store.listActions()) {
    actions++;
    for (const [name, output] of Object.entries(entry.outputs))
      for (const part of output.parts) {
        const known = named.get(part.sha256) ?? { bytes: part.bytes, outputs: [], keys: new Set<string>() };
        known.outputs.push(`${entry.task}.${name}`);
        known.keys.add(entry.key);
        named.set(part.sha256, known);
      }
  }
  const damage: Damage[] = [];
  let bytes = 0;
  for (const [sha256, known] of named) {
    const problem = await examine(store, sha256, known.bytes);
    bytes += known.bytes;
    if (problem === undefined) continue;
    damage.push({ sha256, problem, outputs: known.outputs });
    if (options.heal !== true) continue;
    await store.removeObject(sha256);
    for (const key of known.keys) await store.removeAction(key);
  }
  return { objects: named.size, bytes, actions, damage };
}

async function examine(store: Store, sha256: string, bytes: number): Promise<Damage['problem'] | undefined> {
  try {
    const found = await describeFile(await store.objectPath({ sha256, bytes }));
    return found.sha256 === sha256 ? undefined : 'wrong-content';
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
}

/**
 * Removes an object and the action-cache entries that name it: the next run makes it again.
 * @returns the outputs that are affected
 */
export async function forgetObject(store: Store, sha256: string): Promise<readonly string[]> {
  const affected: string[] = [];
  for await (const entry of store.listActions()) {
    const outputs = Object.entries(entry.outputs).filter(([, { parts }]) =>
      parts.some((part) => part.sha256 === sha256),
    );
    if (outputs.length === 0) continue;
    affected.push(...outputs.map(([name]) => `${entry.task}.${name}`));
    await store.removeAction(entry.key);
  }
  await store.removeObject(sha256);
  return affected;
}
