import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** @import { Places } from '../files/places.mjs' */

/**
 * An entry of a lock file's `packages`.
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage
 */

/**
 * @param {Places} places
 * @returns {'in-place' | 'unchecked' | 'missing'} `unchecked`: there are packages, but not stamped for this lock file
 */
export function npmState(places) {
  try {
    if (readFileSync(stampFile(places), 'utf8') === stamp(places)) return 'in-place';
  } catch {
    // No stamp, or no installed packages.
  }
  return statSync(hiddenLock(places), { throwIfNoEntry: false }) ? 'unchecked' : 'missing';
}

/**
 * @param {Places} places
 * @returns {boolean} whether every package of package-lock.json is installed in its version; optional ones may be absent
 */
export function installedMatchesLock(places) {
  const wanted = readPackages(places.packageLock);
  const installed = readPackages(hiddenLock(places));
  if (wanted === null || installed === null) return false;
  return Object.entries(wanted).every(([place, { version, integrity, optional, link }]) => {
    if (place === '' || link) return true;
    const found = installed[place];
    if (found === undefined) return optional === true;
    return found.version === version && found.integrity === integrity;
  });
}

/**
 * @param {Places} places
 * @returns {number}
 */
export function installedCount(places) {
  return Object.keys(readPackages(hiddenLock(places)) ?? {}).length;
}

/**
 * Makes the installed packages count as unknown: an interrupted installation must not look complete.
 * @param {Places} places
 */
export function forgetInstalled(places) {
  rmSync(stampFile(places), { force: true });
  rmSync(hiddenLock(places), { force: true });
}

/**
 * Notes that what is installed is what package-lock.json says.
 * @param {Places} places
 */
export function writeStamp(places) {
  writeFileSync(stampFile(places), stamp(places));
}

/**
 * Changes with the lock file, with the installed tree (npm rewrites its hidden lock file at each change) and with the
 * system, because binary packages differ.
 * @param {Places} places
 */
function stamp(places) {
  const lock = createHash('sha256').update(readFileSync(places.packageLock)).digest('hex');
  const { mtimeMs, size } = statSync(hiddenLock(places));
  return `${lock} ${mtimeMs} ${size} ${process.platform} ${process.arch}\n`;
}

/** @param {Places} places */
const stampFile = (places) => path.join(places.nodeModules, '.umbra-stamp');

/** @param {Places} places */
const hiddenLock = (places) => path.join(places.nodeModules, '.package-lock.json');

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | null}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}
