import { readdir, rename, rm, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { installedSize, putInPlace } from '../files/put-in-place.mjs';
import { runCommand } from '../processes/run-command.mjs';

/** @import { Places } from '../files/places.mjs' */
/** @import { Supervision } from '../processes/run-command.mjs' */

/**
 * Fetches the Temporal CLI by the SDK's native part, which knows where its makers publish it. The SDK has no call for the
 * download alone: it starts a development server, which is shut down at once.
 *
 * @param {Places} places with npm dependencies in place
 * @param {Supervision} supervision
 * @returns {Promise<void>}
 * @throws {Error} with what the SDK says
 */
export async function downloadBySdk(places, supervision) {
  const folder = sdkServerFolder(places);
  if (installedSize(folder) !== null) return;
  const program = path.join(places.root, 'scripts', 'setup', 'temporal', 'sdk-download.mjs');
  await putInPlace(folder, async (partial) => {
    const download = path.join(partial, 'download');
    await mkdir(download);
    await runCommand(process.execPath, [program, download], { ...supervision, cwd: places.root });
    const [name] = await readdir(download);
    if (name === undefined) throw new Error('the Temporal SDK left no file');
    await mkdir(path.join(partial, 'bin'));
    await rename(path.join(download, name), path.join(partial, 'bin', 'temporal'));
    await rm(download, { recursive: true });
  });
}

/** @param {Places} places */
export const sdkServerFolder = (places) => path.join(places.state, 'temporal-sdk');
