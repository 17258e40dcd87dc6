import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../errors.mjs';
import { putInPlace } from '../files/put-in-place.mjs';
import { runCommand } from '../processes/run-command.mjs';

/** @import { Places } from '../files/places.mjs' */
/** @import { StepContext } from '../steps.mjs' */

/**
 * Lets the installer of tfjs-node-gpu download the library that its makers host (2.9.1 on Linux x64, 2.7 on
 * arm64 and macOS), in a copy of the package, and keeps the library. The addon is compiled against it like any other; the
 * installer's own is taken where it could be had, so that no compiler is needed.
 *
 * @param {Places} places with npm dependencies in place
 * @param {StepContext} context
 * @param {SetupError} reason why the wheel cannot be had: the thing to mend should this fail too
 * @returns {Promise<void>}
 */
export async function installPrebuilt(places, context, reason) {
  await putInPlace(prebuiltFolder(places), async (partial) => {
    const copy = path.join(partial, 'package');
    await mkdir(copy);
    for (const part of ['scripts', 'binding', 'binding.gyp', 'package.json']) {
      await cp(path.join(places.tfjs, part), path.join(copy, part), { recursive: true });
    }
    const bin = path.join(places.nodeModules, '.bin');
    const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` };
    const outcome = await runCommand(process.execPath, ['scripts/install.js', 'cpu', 'download'], {
      ...context,
      cwd: copy,
      env,
    }).catch((error) => error);
    if (outcome instanceof SetupError) throw outcome;
    if (!existsSync(path.join(copy, 'deps', 'lib'))) {
      const message = `${reason.message}\nnor could the prebuilt library of tfjs-node-gpu be downloaded`;
      throw new SetupError(reason.code, message, reason.mend, { cause: outcome });
    }
    await rename(path.join(copy, 'deps', 'lib'), path.join(partial, 'lib'));
    await rename(path.join(copy, 'deps', 'include'), path.join(partial, 'include'));
    const addon = path.join(copy, 'lib', 'napi-v8', 'tfjs_binding.node');
    if (existsSync(addon)) await rename(addon, path.join(partial, 'tfjs_binding.node'));
    await rm(copy, { recursive: true });
  });
}

/** @param {Places} places */
export const prebuiltFolder = (places) => path.join(places.state, 'tensorflow-prebuilt-cpu');
