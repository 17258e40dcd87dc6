import { existsSync } from 'node:fs';
import { isBuilt, readStamp } from '../build/stamp.mjs';
import { compilerVersion, findCompiler } from './tensorflow/compiler.mjs';
import { freeBytes } from './files/disk.mjs';
import { isAtLeast, MINIMUM_NODE } from './node-version.mjs';
import { installedCount, installedMatchesLock, npmState } from './npm/state.mjs';
import { nvidiaDevices } from './tensorflow/nvidia.mjs';
import { findPip } from './python/pip.mjs';
import { placesOf } from './files/places.mjs';
import { sizeOf } from './files/put-in-place.mjs';
import { inspectTemporal } from './temporal/inspect.mjs';
import { addonState } from './tensorflow/addon.mjs';
import { findLibrary, wantedKind } from './tensorflow/library.mjs';
import { loadTensorFlow } from './tensorflow/load.mjs';
import { inspectXgboost } from './xgboost/inspect.mjs';

/** @import { NvidiaDevice } from './tensorflow/nvidia.mjs' */
/** @import { Places } from './files/places.mjs' */
/** @import { TemporalInspection } from './temporal/inspect.mjs' */
/** @import { LoadOutcome } from './tensorflow/load.mjs' */
/** @import { XgboostInspection } from './xgboost/inspect.mjs' */

/**
 * What is installed. Sizes are bytes; null means: not found.
 * @typedef {object} Inspection
 * @property {{ version: string, minimum: string, sufficient: boolean, executable: string }} node
 * @property {{ platform: string, arch: string }} system
 * @property {{ state: 'in-place' | 'outdated' | 'missing', packages: number }} npm
 * @property {TemporalInspection | null} temporal
 * @property {TensorFlowInspection} tensorflow
 * @property {{ provided: boolean, library: XgboostInspection | null }} xgboost
 * @property {NvidiaDevice[]} nvidia
 * @property {{ state: 'in-place' | 'outdated' | 'missing', files: number }} programs the built dist/
 * @property {{ program: string, version: string } | null} pip
 * @property {{ program: string, version: string } | null} compiler
 * @property {{ free: number, used: number, folder: string }} disk `used`: by what the set-up keeps in .umbra
 */

/**
 * @typedef {object} TensorFlowInspection
 * @property {'cpu' | 'gpu'} wanted for this machine
 * @property {{ kind: 'cpu' | 'gpu' | 'prebuilt', folder: string, size: number } | null} library
 * @property {'in-place' | 'not linked' | 'missing'} addon
 * @property {LoadOutcome | null} load null where there is nothing to load
 */

/**
 * Looks at everything that the set-up makes or needs, and loads TensorFlow once (about a second). Changes nothing.
 *
 * @param {Places} [places]
 * @returns {Promise<Inspection>} JSON-able
 */
export async function inspect(places = placesOf()) {
  const [temporal, tensorflow, xgboost, nvidia, pip, compiler, free] = await Promise.all([
    inspectTemporal(places),
    inspectTensorFlow(places),
    inspectXgboost(places),
    nvidiaDevices(),
    findPip(),
    inspectCompiler(),
    freeBytes(places.root),
  ]);
  return {
    node: {
      version: process.versions.node,
      minimum: MINIMUM_NODE,
      sufficient: isAtLeast(process.versions.node, MINIMUM_NODE),
      executable: process.execPath,
    },
    system: { platform: process.platform, arch: process.arch },
    npm: { state: inspectNpm(places), packages: installedCount(places) },
    temporal,
    tensorflow,
    xgboost,
    nvidia,
    programs: inspectPrograms(places),
    pip: pip && { program: [pip.program, ...pip.args].join(' '), version: pip.version },
    compiler,
    disk: { free, used: sizeOf(places.state), folder: places.root },
  };
}

/**
 * @param {Places} places
 * @returns {Inspection['npm']['state']}
 */
function inspectNpm(places) {
  const state = npmState(places);
  if (state !== 'unchecked') return state;
  return installedMatchesLock(places) ? 'in-place' : 'outdated';
}

/**
 * @param {Places} places
 * @returns {Promise<TensorFlowInspection>}
 */
async function inspectTensorFlow(places) {
  const found = findLibrary(places);
  const addon = addonState(places);
  return {
    wanted: wantedKind(places),
    library: found && { kind: found.kind, folder: found.folder, size: sizeOf(found.folder) },
    addon,
    load: addon === 'in-place' ? await loadTensorFlow(places) : null,
  };
}

async function inspectCompiler() {
  const program = findCompiler();
  return program === null ? null : { program, version: await compilerVersion(program) };
}

/**
 * @param {Places} places
 * @returns {Inspection['programs']}
 */
function inspectPrograms(places) {
  const files = readStamp(places)?.files.length ?? 0;
  if (isBuilt(places)) return { state: 'in-place', files };
  return { state: existsSync(places.dist) ? 'outdated' : 'missing', files };
}
