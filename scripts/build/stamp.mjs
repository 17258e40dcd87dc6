import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOMS, SOURCE } from './entries.mjs';

/** @import { Hash } from 'node:crypto' */
/** @import { Places } from '../setup/files/places.mjs' */

/**
 * What dist/ was built from. It is written last: without it, or with another `sources`, dist/ is built again.
 * @typedef {object} Stamp
 * @property {string} sources hash of everything that could matter
 * @property {string | null} workflows hash of what the workflow bundle was made of; null where there is none
 * @property {readonly string[]} files all files of the build, relative to dist/
 */

/**
 * @param {Places} places
 * @returns {boolean} whether dist/ was built from the sources as they are
 */
export function isBuilt(places) {
  const stamp = readStamp(places);
  if (stamp === null || stamp.sources !== hashSources(places)) return false;
  return stamp.files.every((name) => existsSync(path.join(places.dist, name)));
}

/**
 * @param {Places} places
 * @returns {string} hash of the sources in all rooms, of the locked packages and of the build itself
 */
export function hashSources(places) {
  const hash = createHash('sha256');
  for (const room of [...ROOMS, path.join('scripts', 'build')]) {
    const folder = path.join(places.root, room);
    for (const name of sourcesIn(folder)) addFile(hash, path.join(room, name), path.join(folder, name));
  }
  for (const name of ['package-lock.json', 'tsconfig.json', path.join('scripts', 'build.mjs')]) {
    addFile(hash, name, path.join(places.root, name));
  }
  return hash.digest('hex');
}

/**
 * @param {Places} places
 * @returns {Stamp | null}
 */
export function readStamp(places) {
  try {
    return JSON.parse(readFileSync(stampFile(places), 'utf8'));
  } catch {
    return null;
  }
}

/** @param {Places} places */
export const stampFile = (places) => path.join(places.dist, '.stamp');

/**
 * Adds a file's name and content; a missing file counts by its name alone.
 * @param {Hash} hash
 * @param {string} name
 * @param {string} file
 */
export function addFile(hash, name, file) {
  const content = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  hash.update(`${name}\0${content.length}\0`).update(content);
}

/**
 * @param {string} folder
 * @returns {string[]} in an order that does not depend on the file system
 */
function sourcesIn(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => SOURCE.test(name)).sort();
}
