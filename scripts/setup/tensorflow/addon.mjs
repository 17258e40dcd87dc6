import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { requireCompiler } from './compiler.mjs';
import { explain, SetupError } from '../errors.mjs';
import { beside, installedSize, placeLink, putInPlace } from '../files/put-in-place.mjs';
import { runCommand } from '../processes/run-command.mjs';
import { loadTensorFlow } from './load.mjs';
import { findLibrary } from './library.mjs';
import { NODE_API } from '../versions.mjs';

/** @import { Places } from '../files/places.mjs' */
/** @import { Step, StepContext } from '../steps.mjs' */
/** @import { TensorFlowLibrary } from './library.mjs' */

const ADDON = 'tfjs_binding.node';
const SOURCES = ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'];
const FLAGS = ['-O2', '-std=c++17', '-shared', '-fPIC', `-DNAPI_VERSION=${NODE_API}`];
/** The addon finds the library through the package's deps/, which is a link to the library's folder. */
const LINKING = ['-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'];

/**
 * The native part of tfjs-node-gpu: compiled once, kept in .umbra, linked into node_modules.
 * @param {Places} places
 * @returns {Step}
 */
export function tensorFlowAddon(places) {
  return {
    name: 'TensorFlow addon',
    after: ['npm dependencies', 'TensorFlow library'],
    inPlace: () => addonState(places) === 'in-place',
    async make(context) {
      const library = findLibrary(places);
      if (library === null)
        throw new SetupError('unexpected', 'the TensorFlow library vanished', 'run: node scripts/setup.mjs');
      const kept = keptFolder(places, library);
      const how = installedSize(kept) === null ? await makeAddon(places, library, kept, context) : 'linked';
      await placeLink(library.folder, path.join(places.tfjs, 'deps'));
      await placeAddon(path.join(kept, ADDON), placedAddon(places));
      return `${how}; ${await requireLoading(places, kept, context)}`;
    },
  };
}

/**
 * @param {Places} places
 * @returns {'in-place' | 'not linked' | 'missing'} `not linked`: it is built, but node_modules does not have it
 */
export function addonState(places) {
  const library = findLibrary(places);
  if (library === null || !existsSync(path.join(places.tfjs, 'package.json'))) return 'missing';
  const kept = keptFolder(places, library);
  if (installedSize(kept) === null) return 'missing';
  try {
    const linked = realpathSync(path.join(places.tfjs, 'deps')) === realpathSync(library.folder);
    const same = readFileSync(placedAddon(places)).equals(readFileSync(path.join(kept, ADDON)));
    return linked && same ? 'in-place' : 'not linked';
  } catch {
    return 'not linked';
  }
}

/**
 * @param {Places} places
 * @param {TensorFlowLibrary} library
 * @param {string} kept
 * @param {StepContext} context
 * @returns {Promise<string>} how it was made
 */
async function makeAddon(places, library, kept, context) {
  const shipped = path.join(library.folder, ADDON);
  const isShipped = existsSync(shipped);
  const compiler = isShipped ? '' : requireCompiler();
  if (!isShipped) context.say(`compiling with ${path.basename(compiler)}`);
  await putInPlace(kept, async (partial) => {
    const output = path.join(partial, ADDON);
    if (isShipped) return await copyFile(shipped, output);
    const includes = [
      path.join(library.folder, 'include'),
      path.join(places.nodeModules, 'node-api-headers', 'include'),
    ];
    const search = [...includes.flatMap((folder) => ['-I', folder]), '-L', path.join(library.folder, 'lib')];
    const args = [...FLAGS, ...SOURCES, ...search, ...LINKING, '-o', output];
    await runCommand(compiler, args, { ...context, cwd: places.tfjs }).catch((error) => {
      throw explain(error, 'compiling the TensorFlow addon');
    });
  });
  return isShipped ? "the package's own" : `compiled with ${path.basename(compiler)}`;
}

/**
 * Another process may have the old addon mapped: the file is replaced, never written into.
 * @param {string} from
 * @param {string} to
 */
async function placeAddon(from, to) {
  await mkdir(path.dirname(to), { recursive: true });
  const partial = beside(to, 'partial');
  await copyFile(from, partial);
  await chmod(partial, 0o755);
  await rename(partial, to);
}

/**
 * @param {Places} places
 * @param {string} kept
 * @param {StepContext} context
 * @returns {Promise<string>}
 * @throws {SetupError} with the addon taken out again, so that the next set-up does not take it for good
 */
async function requireLoading(places, kept, context) {
  const load = await loadTensorFlow(places, context);
  if (load.loads) return `TensorFlow ${load.version} loads${load.gpu ? ' with GPU' : ''}`;
  await rm(placedAddon(places), { force: true });
  await rm(kept, { recursive: true, force: true });
  const mend = 'node scripts/setup.mjs compiles it anew; if it fails again, remove .umbra/tensorflow-* first';
  throw new SetupError('does-not-load', `the TensorFlow addon does not load: ${load.error}`, mend);
}

/**
 * Node-API keeps the binary valid over Node.js releases: its key holds what it was compiled from, not Node's version.
 * @param {Places} places
 * @param {TensorFlowLibrary} library
 */
function keptFolder(places, library) {
  const key = createHash('sha256');
  key.update(JSON.stringify([FLAGS, LINKING, process.platform, process.arch, path.basename(library.folder)]));
  for (const folder of [places.tfjs, path.join(places.nodeModules, 'node-api-headers')]) {
    key.update(readFileSync(path.join(folder, 'package.json')));
  }
  return path.join(places.state, `tensorflow-addon-${key.digest('hex').slice(0, 12)}`);
}

/** @param {Places} places */
const placedAddon = (places) => path.join(places.tfjs, 'lib', `napi-v${NODE_API}`, ADDON);
