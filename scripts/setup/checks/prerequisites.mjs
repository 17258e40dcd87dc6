import { installCommand } from '../system-packages.mjs';

/** @import { Inspection } from '../inspect.mjs' */
/** @import { Check } from './check.mjs' */

/**
 * pip and compiler are only missed while something has to be made with them.
 * @param {Inspection} found
 * @returns {Check}
 */
export function checkPip({ pip, temporal, tensorflow }) {
  const name = 'pip';
  if (pip !== null) return { name, status: 'ok', detail: `${pip.version.replace(/ from .*\(/, ' (')}` };
  if (temporal !== null && tensorflow.library !== null)
    return { name, status: 'ok', detail: 'none, and none needed now' };
  return { name, status: 'missing', detail: 'no Python 3 with pip on PATH', mend: installCommand(['pip']) };
}

/**
 * @param {Inspection} found
 * @returns {Check}
 */
export function checkCompiler({ compiler, tensorflow }) {
  const name = 'C++ compiler';
  if (compiler !== null) return { name, status: 'ok', detail: `${compiler.version} (${compiler.program})` };
  if (tensorflow.addon !== 'missing') return { name, status: 'ok', detail: 'none, and none needed now' };
  return { name, status: 'missing', detail: 'none on PATH', mend: installCommand(['compiler']) };
}
