import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** List of what belongs to an installed folder, with sizes in bytes: a file cut short by a power failure is noticed. */
const MANIFEST = 'files.json';

/**
 * Fills a folder beside `target` and renames it to `target` when it is complete: at no instant is there a half-filled one.
 *
 * @template T
 * @param {string} target
 * @param {(partial: string) => Promise<T>} fill
 * @returns {Promise<T>}
 */
export async function putInPlace(target, fill) {
  const partial = beside(target, 'partial');
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    const result = await fill(partial);
    await writeFile(path.join(partial, MANIFEST), JSON.stringify(await sizesIn(partial), null, 1));
    await moveAway(target);
    await rename(partial, target);
    return result;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder made by {@link putInPlace}
 * @returns {number | null} its size in bytes; null where it is missing or a file lacks or has another size
 */
export function installedSize(folder) {
  try {
    /** @type {Record<string, number>} */
    const sizes = JSON.parse(readFileSync(path.join(folder, MANIFEST), 'utf8'));
    let total = 0;
    for (const [file, size] of Object.entries(sizes)) {
      if (statSync(path.join(folder, file)).size !== size) return null;
      total += size;
    }
    return total;
  } catch {
    return null;
  }
}

/**
 * Makes `link` a symbolic link to `target`, relative to where the link really lies, whatever was there before.
 * @param {string} target absolute
 * @param {string} link
 * @returns {Promise<void>}
 */
export async function placeLink(target, link) {
  await mkdir(path.dirname(link), { recursive: true });
  const partial = beside(link, 'partial');
  await rm(partial, { force: true });
  await symlink(path.relative(path.dirname(link), target), partial);
  const present = await lstat(link).catch(() => null);
  if (present?.isDirectory()) await moveAway(link);
  await rename(partial, link);
}

/**
 * Removes what interrupted set-ups left in a folder. Call it while holding the lock.
 * @param {string} folder
 * @returns {Promise<void>}
 */
export async function sweepLeftovers(folder) {
  const names = await readdir(folder).catch(() => /** @type {string[]} */ ([]));
  const leftovers = names.filter((name) => /^\.(partial|old)-\d+-/.test(name));
  await Promise.all(leftovers.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
}

/**
 * @param {string} folder
 * @returns {number} bytes of the files in it, links not followed; 0 where it is missing
 */
export function sizeOf(folder) {
  let total = 0;
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) total += lstatSync(path.join(entry.parentPath, entry.name)).size;
    }
  } catch {
    // Missing, or changing while it is read: what was counted is the answer.
  }
  return total;
}

/**
 * A name in the same folder that nobody takes for the thing itself.
 * @param {string} target
 * @param {'partial' | 'old'} what
 */
export function beside(target, what) {
  return path.join(path.dirname(target), `.${what}-${process.pid}-${path.basename(target)}`);
}

/** @param {string} target */
async function moveAway(target) {
  const old = beside(target, 'old');
  try {
    await rename(target, old);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return;
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

/**
 * @param {string} folder
 * @returns {Promise<Record<string, number>>}
 */
async function sizesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (file) => [path.relative(folder, file), (await stat(file)).size]));
  return Object.fromEntries(sizes);
}
