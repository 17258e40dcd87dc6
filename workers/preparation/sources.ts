import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describeFile } from '../../store/index.ts';

interface KnownFile {
  readonly size: number;
  readonly modified: number;
  readonly inode: number;
  readonly sha256: string;
}

/**
 * sha256 and size of source files. A file whose size, time of change and inode are as last time is not read again
 * (the hashes are kept in `<state>/sources.json`); files that cannot be read are absent from the result.
 */
export async function hashSources(
  state: string,
  folder: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, { readonly sha256: string; readonly bytes: number }>> {
  const cacheFile = join(state, 'sources.json');
  const known = await readFile(cacheFile, 'utf8').then(
    (text) => JSON.parse(text) as Record<string, KnownFile>,
    (): Record<string, KnownFile> => ({}),
  );
  const fresh: string[] = [];
  const found = await mapLimited(files, 16, async (file) => {
    const path = resolve(folder, file);
    const now = await stat(path).catch(() => undefined);
    if (now?.isFile() !== true) return undefined;
    const before = known[path];
    if (before?.size === now.size && before.modified === now.mtimeMs && before.inode === now.ino)
      return [file, { sha256: before.sha256, bytes: now.size }] as const;
    const described = await describeFile(path).catch(() => undefined);
    if (described === undefined) return undefined;
    known[path] = { size: described.bytes, modified: now.mtimeMs, inode: now.ino, sha256: described.sha256 };
    fresh.push(path);
    return [file, described] as const;
  });
  if (fresh.length > 0) {
    await mkdir(state, { recursive: true });
    await writeFile(`${cacheFile}.${process.pid}`, JSON.stringify(known));
    await rename(`${cacheFile}.${process.pid}`, cacheFile);
  }
  return new Map(found.filter((entry) => entry !== undefined));
}

async function mapLimited<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  return results;
}
