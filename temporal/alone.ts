import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './description.ts';

/**
 * Does `work` while no other process of this machine does the like in this folder: two servers must never share a database. The lock of a
 * process that died is broken.
 */
export async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(folder, 'server.lock');
  const own = `${lock}.${process.pid}`;
  await writeFile(own, String(process.pid));
  try {
    while (!(await take(own, lock))) {
      const holder = await holderOf(lock);
      if (holder !== undefined && !isAlive(holder)) await breakLock(lock, `${own}.broken`);
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** A hard link is there at once with its content, or not at all. */
async function take(own: string, lock: string): Promise<boolean> {
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(lock: string): Promise<number | undefined> {
  const text = await readFile(lock, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text);
}

/** Of several that break it one gets it; one that took away a lock that was taken meanwhile gives it back. */
async function breakLock(lock: string, aside: string): Promise<void> {
  await rename(lock, aside).catch(() => undefined);
  const holder = await holderOf(aside);
  if (holder !== undefined && isAlive(holder)) await link(aside, lock).catch(() => undefined);
  await rm(aside, { force: true });
}
