import { hasWheel, findXgboost } from './library.mjs';

/** @import { Places } from '../files/places.mjs' */

/**
 * The XGBoost library: where it lies and the version that it says it has once loaded, or why it does not load.
 * @typedef {{ file: string, size: number, version: string | null, error: string | null }} XgboostInspection
 */

/**
 * @param {Places} places
 * @returns {Promise<{ provided: boolean, library: XgboostInspection | null }>} `provided`: the set-up can install it here
 */
export async function inspectXgboost(places) {
  const found = findXgboost(places);
  return { provided: hasWheel(), library: found === null ? null : { ...found, ...(await loaded(found.file)) } };
}

/** @param {string} file */
async function loaded(file) {
  try {
    const koffi = await import('koffi');
    const version = [[0], [0], [0]];
    koffi.load(file).func('void XGBoostVersion(_Out_ int *, _Out_ int *, _Out_ int *)')(...version);
    return { version: version.join('.'), error: null };
  } catch (error) {
    return { version: null, error: error instanceof Error ? error.message : String(error) };
  }
}
