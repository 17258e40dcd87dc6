import type { ActionEntry } from '../../schemas/index.ts';
import { openLocalStore } from '../../store/index.ts';
import type { Umbra } from './umbra.ts';

/** The content (sha256 of each part) of everything that the newest run made, by task and output. */
export async function contentsOf(umbra: Umbra): Promise<Readonly<Record<string, readonly string[]>>> {
  const store = await openLocalStore(`${umbra.state}/store`);
  const record = (await umbra.records()).at(-1);
  const found: Record<string, readonly string[]> = {};
  for (const [id, { key }] of Object.entries(record?.tasks ?? {})) {
    const entry: ActionEntry | undefined = key === undefined ? undefined : await store.getAction(key);
    for (const [name, { parts }] of Object.entries(entry?.outputs ?? {}))
      found[`${id}.${name}`] = parts.map(({ sha256 }) => sha256);
  }
  return found;
}
