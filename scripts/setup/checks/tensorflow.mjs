import { formatBytes } from '../files/disk.mjs';
import { TENSORFLOW } from '../versions.mjs';
import { SET_UP } from './check.mjs';

/** @import { Inspection } from '../inspect.mjs' */
/** @import { Check } from './check.mjs' */

/**
 * @param {Inspection} found
 * @returns {Check}
 */
export function checkLibrary({ tensorflow: { library, wanted } }) {
  const name = 'TensorFlow library';
  if (library === null) return { name, status: 'missing', detail: `none for this machine (${wanted})`, mend: SET_UP };
  const size = formatBytes(library.size);
  if (library.kind !== 'prebuilt') {
    return {
      name,
      status: 'ok',
      detail: `${TENSORFLOW} for ${library.kind.toUpperCase()}, ${size} (${library.folder})`,
    };
  }
  const detail = `the prebuilt one of tfjs-node-gpu, an old release for the CPU only, ${size} (${library.folder})`;
  return { name, status: 'warning', detail, mend: `rm -r ${library.folder} && ${SET_UP} (once PyPI can be reached)` };
}

/**
 * @param {Inspection} found
 * @returns {Check}
 */
export function checkAddon({ tensorflow: { addon, load } }) {
  const name = 'TensorFlow addon';
  if (load?.loads)
    return { name, status: 'ok', detail: `loads TensorFlow ${load.version}${load.gpu ? ', uses the GPU' : ''}` };
  if (load !== null) {
    return {
      name,
      status: 'missing',
      detail: `does not load: ${load.error}`,
      mend: `rm -r .umbra/tensorflow-* && ${SET_UP}`,
    };
  }
  return { name, status: 'missing', detail: addon === 'missing' ? 'not built' : 'built, but not linked', mend: SET_UP };
}

/**
 * @param {Inspection} found
 * @returns {Check}
 */
export function checkDevices({ nvidia, tensorflow: { load, library } }) {
  const name = 'NVIDIA devices';
  if (nvidia.length === 0) return { name, status: 'ok', detail: 'none: networks are trained on the CPU' };
  const detail = nvidia.map((device) => `${device.name}, ${device.memory}, driver ${device.driver}`).join('; ');
  if (load === null || !load.loads || load.gpu) return { name, status: 'ok', detail };
  const mend =
    library?.kind === 'gpu' ? 'nvidia-smi (the driver must support CUDA 12.5)' : `UMBRA_TENSORFLOW=gpu ${SET_UP}`;
  return { name, status: 'warning', detail: `${detail}, but TensorFlow does not use them`, mend };
}
