import { installCommand } from '../system-packages.mjs';
import { checkDisk, checkNode, checkNpm, checkPrograms } from './basics.mjs';
import { SET_UP } from './check.mjs';
import { checkCompiler, checkPip } from './prerequisites.mjs';
import { checkTemporal } from './temporal.mjs';
import { checkAddon, checkDevices, checkLibrary } from './tensorflow.mjs';
import { checkXgboost } from './xgboost.mjs';

/** @import { Inspection } from '../inspect.mjs' */
/** @import { Check } from './check.mjs' */

/**
 * Judges an inspection. Pure.
 * @param {Inspection} found
 * @returns {Check[]}
 */
export function checksOf(found) {
  return [
    checkNode(found),
    checkNpm(found),
    checkTemporal(found),
    checkLibrary(found),
    checkAddon(found),
    checkDevices(found),
    checkXgboost(found),
    checkPrograms(found),
    checkPip(found),
    checkCompiler(found),
    checkDisk(found),
  ];
}

/**
 * @param {readonly Check[]} checks
 * @returns {string | null} the one command that mends all that is missing: programs of the system come before the set-up
 */
export function mendOf(checks) {
  const missing = checks.filter(({ status }) => status === 'missing');
  const prerequisites = /** @type {const} */ ([
    ['pip', 'pip'],
    ['C++ compiler', 'compiler'],
  ]).flatMap(([name, what]) => (missing.some((check) => check.name === name) ? [what] : []));
  if (prerequisites.length > 0) return installCommand(prerequisites);
  const mends = new Set(missing.flatMap(({ mend }) => (mend === undefined || mend === SET_UP ? [] : [mend])));
  return missing.length === 0 ? null : ([...mends][0] ?? SET_UP);
}
