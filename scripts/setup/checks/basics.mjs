import { formatBytes } from '../files/disk.mjs';
import { SET_UP } from './check.mjs';

/** @import { Inspection } from '../inspect.mjs' */
/** @import { Check } from './check.mjs' */

/** A campaign's store wants room: below this much free disk there is a warning (bytes). */
const LITTLE_DISK = 5e9;

/**
 * @param {Inspection} found
 * @returns {Check}
 */
export function checkNode({ node, system }) {
  const detail = `${node.version} on ${system.platform} ${system.arch} (${node.executable})`;
  if (node.sufficient) return { name: 'Node.js', status: 'ok', detail };
  return {
    name: 'Node.js',
    status: 'missing',
    detail: `${detail}: ${node.minimum} or later is needed`,
    mend: 'nvm install 22',
  };
}

/**
 * @param {Inspection} found
 * @returns {Check}
 */
export function checkNpm({ npm }) {
  const name = 'npm packages';
  if (npm.state === 'in-place') return { name, status: 'ok', detail: `${npm.packages} as package-lock.json asks` };
  const detail = npm.state === 'missing' ? 'not installed' : 'not those of package-lock.json';
  return { name, status: 'missing', detail, mend: SET_UP };
}

/**
 * @param {Inspection} found
 * @returns {Check}
 */
export function checkPrograms({ programs }) {
  const name = 'programs in dist/';
  if (programs.state === 'in-place')
    return { name, status: 'ok', detail: `${programs.files} files, built from the sources as they are` };
  const detail = programs.state === 'missing' ? 'not built' : 'built from other sources than those here';
  return { name, status: 'missing', detail, mend: SET_UP };
}

/**
 * @param {Inspection} found
 * @returns {Check}
 */
export function checkDisk({ disk }) {
  const detail = `${formatBytes(disk.free)} free at ${disk.folder}; .umbra holds ${formatBytes(disk.used)}`;
  if (disk.free >= LITTLE_DISK) return { name: 'disk', status: 'ok', detail };
  return { name: 'disk', status: 'warning', detail, mend: 'umbra gc' };
}
