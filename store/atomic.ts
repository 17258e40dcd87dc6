import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { explainResources } from './resources.ts';

/** Tells the machines that share a store apart. */
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A name for a file being written in `folder`. It holds machine and pid, so that leftovers of the dead can be told. */
export function temporaryName(folder: string, extension: string): string {
  return join(folder, `.${host}-${process.pid}-${randomBytes(8).toString('hex')}.tmp${extension}`);
}

/** Who writes the temporary file of this name; undefined for other files. */
export function writerOf(name: string): { readonly here: boolean; readonly pid: number } | undefined {
  const match = /^\.([0-9a-f]{8})-(\d+)-[0-9a-f]{16}\.tmp/.exec(name);
  return match === null ? undefined : { here: match[1] === host, pid: Number(match[2]) };
}

const made = new Set<string>();

/** Makes a folder once per process. */
export async function ensureFolder(folder: string): Promise<void> {
  if (made.has(folder)) return;
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    // Where the file system is read-only Node says that there is no such folder; this says what is wrong.
    await mkdir(folder);
  }
  made.add(folder);
}

/** Flushes `temporary` to the disk, renames it to `path` and flushes the folder: afterwards the file survives a crash. */
export async function commitFile(temporary: string, path: string): Promise<void> {
  const file = await open(temporary, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
  await ensureFolder(dirname(path));
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Writes a file whole or not at all. `place` puts the finished temporary file where it belongs. */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  place: (temporary: string, path: string) => Promise<void> = rename,
): Promise<void> {
  const temporary = temporaryName(dirname(path), '');
  await explainResources(path, async () => {
    await ensureFolder(dirname(path));
    try {
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(bytes);
        await file.datasync();
      } finally {
        await file.close();
      }
      await place(temporary, path);
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
    await syncFolder(dirname(path));
  });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
