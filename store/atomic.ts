import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ResourceError } from '../schemas/index.ts';

/** A name for a file being written in `folder`. It holds the pid, so that leftovers of the dead can be told. */
export function temporaryName(folder: string, extension: string): string {
  return join(folder, `.${process.pid}-${randomBytes(8).toString('hex')}.tmp${extension}`);
}

const made = new Set<string>();

/** Makes a folder once per process. */
export async function ensureFolder(folder: string): Promise<void> {
  if (made.has(folder)) return;
  await mkdir(folder, { recursive: true });
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

/** Writes a file whole or not at all. */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
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
      await rename(temporary, path);
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

const resources: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'the folder may not be written to',
  EMFILE: 'too many files are open',
};

/** Turns "no space left" and the like into a `ResourceError` that says which place and what to do. */
export async function explainResources<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const reason = resources[code];
    if (reason === undefined) throw error;
    throw new ResourceError(code, `${place}: ${reason}. Make room or mend the permissions; the task is tried again.`);
  }
}
