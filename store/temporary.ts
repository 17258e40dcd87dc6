import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writerOf } from './atomic.ts';

/** Removes temporary files under `root` that nothing writes any more; gives their number. */
export async function removeTemporary(root: string, olderThanSeconds: number): Promise<number> {
  let removed = 0;
  const limit = Date.now() - olderThanSeconds * 1000;
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const writer = writerOf(entry.name);
    if (!entry.isFile() || writer === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const age = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
    // Of other machines that share the store only the age can be told.
    if ((!writer.here || isAlive(writer.pid)) && age > limit) continue;
    await rm(path, { force: true });
    removed++;
  }
  return removed;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
