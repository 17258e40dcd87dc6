import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readStamp, stampFile } from './stamp.mjs';

/** @import { Places } from '../setup/files/places.mjs' */
/** @import { Stamp } from './stamp.mjs' */

/**
 * Puts built files into dist/: all are written beside first, then renamed one by one over the old ones, the stamp last. An
 * interruption before leaves the old dist/; one in between leaves no stamp, so that the next build repairs it. The chunks
 * of the build before stay: a program that still runs may import them.
 *
 * @param {Places} places
 * @param {ReadonlyMap<string, Uint8Array>} files name -> content; those of `stamp.files` that are missing here stay
 * @param {Stamp} stamp
 * @returns {Promise<void>}
 */
export async function publish(places, files, stamp) {
  const partial = path.join(places.dist, `.partial-${process.pid}`);
  const keep = new Set([...stamp.files, ...(readStamp(places)?.files ?? []), path.basename(partial)]);
  await mkdir(partial, { recursive: true });
  try {
    for (const [name, content] of files) await writeFile(path.join(partial, name), content);
    await writeFile(path.join(partial, '.stamp'), JSON.stringify(stamp));
    await rm(stampFile(places), { force: true });
    for (const name of files.keys()) await rename(path.join(partial, name), path.join(places.dist, name));
    const strangers = (await readdir(places.dist)).filter((name) => !keep.has(name));
    await Promise.all(strangers.map((name) => rm(path.join(places.dist, name), { recursive: true, force: true })));
    await rename(path.join(partial, '.stamp'), stampFile(places));
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
