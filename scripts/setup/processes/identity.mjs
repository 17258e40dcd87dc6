import { readFileSync } from 'node:fs';

/**
 * A process told apart from later ones that got the same pid.
 * @typedef {object} ProcessIdentity
 * @property {number} pid
 * @property {string | null} started kernel clock ticks since boot (Linux); null where the system does not tell
 */

/**
 * @param {number} pid
 * @returns {ProcessIdentity}
 */
export function identify(pid) {
  return { pid, started: startOf(pid) };
}

/**
 * @param {ProcessIdentity} identity
 * @returns {boolean} whether this very process still runs; a zombie does not
 */
export function isAlive({ pid, started }) {
  if (started !== null && process.platform === 'linux') return startOf(pid) === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Field 22 of /proc/PID/stat. The second field is the command in brackets and may itself hold blanks and brackets.
 * @param {number} pid
 * @returns {string | null}
 */
function startOf(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
}
