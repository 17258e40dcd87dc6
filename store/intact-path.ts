import { stat } from 'node:fs/promises';
import type { StoredObject } from '../schemas/index.ts';
import { describeFile } from './local.ts';
import { altered, type Store } from './store.ts';

/** What a file was when its content was checked. */
const checked = new Map<string, string>();

/**
 * A local path to an object whose content was checked against its hash: once in this process, and again when the file was written to
 * since.
 * @throws StoreError when it is missing, cut short or altered
 */
export async function intactPath(store: Store, object: StoredObject): Promise<string> {
  const path = await store.objectPath(object);
  const { ino, mtimeMs } = await stat(path);
  const state = `${ino} ${mtimeMs}`;
  if (checked.get(object.sha256) === state) return path;
  if ((await describeFile(path)).sha256 !== object.sha256) throw altered(path, object);
  checked.set(object.sha256, state);
  return path;
}
