import { formatBytes } from '../files/disk.mjs';
import { SET_UP } from './check.mjs';

/** @import { Inspection } from '../inspect.mjs' */
/** @import { Check } from './check.mjs' */

/**
 * Only `train-xgboost` and what scores with its models need it: without it there is a warning.
 * @param {Inspection} found
 * @returns {Check}
 */
export function checkXgboost({ xgboost: { provided, library }, system }) {
  const name = 'XGBoost library';
  if (library === null && !provided) {
    const detail = `none for ${system.platform} ${system.arch}: train-xgboost cannot run`;
    return { name, status: 'warning', detail, mend: 'set UMBRA_XGBOOST to the path of an XGBoost library' };
  }
  if (library === null) return { name, status: 'warning', detail: 'none: train-xgboost cannot run', mend: SET_UP };
  const { file, size, version, error } = library;
  if (version !== null)
    return { name, status: 'ok', detail: `loads XGBoost ${version}, ${formatBytes(size)} (${file})` };
  return { name, status: 'warning', detail: `does not load: ${error}`, mend: `rm -r .umbra/xgboost-* && ${SET_UP}` };
}
