import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the set-up finds and puts things. All paths are absolute.
 * @typedef {object} Places
 * @property {string} root the repository
 * @property {string} state `.umbra`: what is installed here survives `npm ci`
 * @property {string} nodeModules
 * @property {string} packageLock
 * @property {string} tfjs the package tfjs-node-gpu
 * @property {string} dist the built programs
 * @property {string} temporalLink `.umbra/bin/temporal`, which leads to the server that the set-up installed
 * @property {string} xgboostLink `.umbra/lib/xgboost`, which leads to the XGBoost library that the set-up installed
 * @property {string} setupLock
 */

/**
 * The repository that holds `from`: the nearest folder above with Umbra's package.json. Works from the sources and from a
 * bundle in dist/ alike.
 * @param {string} [from] a file URL
 * @returns {string}
 */
export function findRoot(from = import.meta.url) {
  let folder = path.dirname(fileURLToPath(from));
  while (!isUmbra(folder)) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error(`no Umbra repository above ${fileURLToPath(from)}`);
    folder = above;
  }
  return folder;
}

/** @param {string} folder */
function isUmbra(folder) {
  const file = path.join(folder, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === 'umbra';
}

/**
 * @param {string} [root]
 * @returns {Places}
 */
export function placesOf(root = findRoot()) {
  const state = path.join(root, '.umbra');
  const nodeModules = path.join(root, 'node_modules');
  return {
    root,
    state,
    nodeModules,
    packageLock: path.join(root, 'package-lock.json'),
    tfjs: path.join(nodeModules, '@tensorflow', 'tfjs-node-gpu'),
    dist: path.join(root, 'dist'),
    temporalLink: path.join(state, 'bin', 'temporal'),
    xgboostLink: path.join(state, 'lib', 'xgboost'),
    setupLock: path.join(state, 'setup.lock'),
  };
}
