import { checksOf, mendOf } from './checks/index.mjs';
import { inspect } from './inspect.mjs';

/** @import { Check } from './checks/check.mjs' */

/**
 * @typedef {object} DoctorReport
 * @property {boolean} ok nothing is missing; there may be warnings
 * @property {Check[]} checks
 * @property {string} [mend] the one command that mends all that is missing
 */

/**
 * What `umbra doctor` says about this installation.
 * @returns {Promise<DoctorReport>} JSON-able
 */
export async function doctorReport() {
  const checks = checksOf(await inspect());
  const mend = mendOf(checks);
  return mend === null ? { ok: true, checks } : { ok: false, checks, mend };
}

/**
 * @param {DoctorReport} report
 * @returns {string} a line for each check, and one for the mend of what is not as it should be
 */
export function formatDoctorReport({ mend: mendAll, checks }) {
  const width = Math.max(...checks.map(({ name }) => name.length)) + 2;
  const lines = checks.flatMap(({ status, name, detail, mend }) => {
    const line = `${status.padEnd(9)}${name.padEnd(width)}${detail}`;
    return mend === undefined ? [line] : [line, `${' '.repeat(9 + width)}mend: ${mend}`];
  });
  return [...lines, '', mendAll === undefined ? 'Umbra is ready.' : `To mend what is missing: ${mendAll}`].join('\n');
}
