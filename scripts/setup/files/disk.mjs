import { statfs } from 'node:fs/promises';
import { SetupError } from '../errors.mjs';

/**
 * @param {string} folder
 * @returns {Promise<number>} bytes that this user may still write there
 */
export async function freeBytes(folder) {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * @param {string} folder
 * @param {number} bytes
 * @param {string} what
 * @throws {SetupError} 'disk-full' before anything is downloaded
 */
export async function requireSpace(folder, bytes, what) {
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  const message = `${what} needs ${formatBytes(bytes)}, ${folder} has ${formatBytes(free)} free`;
  throw new SetupError('disk-full', message, 'free some space, then run: node scripts/setup.mjs');
}

/**
 * @param {number} bytes
 * @returns {string} such as '748 MB' (10^6)
 */
export function formatBytes(bytes) {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
