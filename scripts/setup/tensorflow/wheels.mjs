import { rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { formatBytes } from '../files/disk.mjs';
import { SetupError } from '../errors.mjs';
import { downloadWheel, manylinuxTags } from '../python/pip.mjs';
import { TENSORFLOW } from '../versions.mjs';
import { openWheel } from '../python/wheel.mjs';

/** @import { StepContext } from '../steps.mjs' */
/** @import { Wheel } from '../python/wheel.mjs' */

/**
 * The wheels by kind, with their download and what has to be free while they are unpacked (bytes). There is no
 * tensorflow-cpu for arm64: plain tensorflow is without CUDA there.
 */
export const WHEELS = {
  cpu: { name: process.arch === 'arm64' ? 'tensorflow' : 'tensorflow-cpu', download: 252e6, space: 1.1e9 },
  gpu: { name: 'tensorflow', download: 645e6, space: 6e9 },
};

/** The headers that the addon's sources include, directly or not. */
const HEADERS = [
  ...['c_api', 'c_api_macros', 'eager/c_api', 'tf_attrtype', 'tf_buffer', 'tf_datatype', 'tf_status', 'tf_tensor'].map(
    (name) => `tensorflow/c/${name}.h`,
  ),
  'tensorflow/c/tf_tstring.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
  'xla/tsl/c/tsl_status.h',
];

/** File in the wheel -> the name that the linker looks for. */
const LIBRARIES = {
  'libtensorflow_cc.so.2': 'libtensorflow.so',
  'libtensorflow_framework.so.2': 'libtensorflow_framework.so',
};

/**
 * Fills `folder` with lib/ and include/ from TensorFlow's wheel and, for NVIDIA devices, nvidia/ from the CUDA wheels it
 * names. The library's run path holds `$ORIGIN/../nvidia/.../lib`: no LD_LIBRARY_PATH is needed.
 *
 * @param {'cpu' | 'gpu'} kind
 * @param {string} folder
 * @param {StepContext} context
 * @returns {Promise<void>}
 */
export async function fillFromWheels(kind, folder, context) {
  const tags = manylinuxTags(process.arch === 'arm64' ? 'arm64' : 'x64');
  const download = path.join(folder, 'download');
  const { name, download: bytes } = WHEELS[kind];
  context.say(`fetching ${name} ${TENSORFLOW} from PyPI (${formatBytes(bytes)})`);
  const cudaWheels = await usingWheel(`${name}==${TENSORFLOW}`, { download, tags, context }, async (wheel) => {
    await extractLibrary(wheel, folder);
    return kind === 'gpu' ? await cudaRequirements(wheel) : [];
  });
  for (const [place, requirement] of cudaWheels.entries()) {
    context.say(`fetching ${requirement} from PyPI (${place + 1} of ${cudaWheels.length} for CUDA)`);
    await usingWheel(requirement, { download, tags, context }, (wheel) => extractShared(wheel, folder));
  }
  await rm(download, { recursive: true });
}

/**
 * Downloads a wheel, uses it and removes it.
 * @template T
 * @param {string} requirement
 * @param {{ download: string, tags: readonly string[], context: StepContext }} how
 * @param {(wheel: Wheel) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function usingWheel(requirement, { download, tags, context }, use) {
  const file = await downloadWheel(requirement, download, { ...context, tags });
  context.signal?.throwIfAborted();
  const wheel = await openWheel(file);
  try {
    return await use(wheel);
  } finally {
    await wheel.close();
    await rm(file);
  }
}

/**
 * @param {Wheel} wheel
 * @param {string} folder
 */
async function extractLibrary(wheel, folder) {
  const libraries = Object.entries(LIBRARIES).map(async ([library, link]) => {
    await wheel.extract(`tensorflow/${library}`, path.join(folder, 'lib', library));
    await symlink(library, path.join(folder, 'lib', link));
  });
  const headers = HEADERS.map((header) =>
    wheel.extract(`tensorflow/include/${header}`, path.join(folder, 'include', header)),
  );
  await Promise.all([...libraries, ...headers]);
}

/**
 * @param {Wheel} wheel
 * @param {string} folder
 */
async function extractShared(wheel, folder) {
  for (const { name } of wheel.entries) {
    if (name.startsWith('nvidia/') && /\.so(\.|$)/.test(name)) await wheel.extract(name, path.join(folder, name));
  }
}

/**
 * The CUDA packages of the extra `and-cuda`, in the versions that this TensorFlow was built with. The compiler (nvcc) is
 * left out: it is needed for XLA only.
 * @param {Wheel} wheel
 * @returns {Promise<string[]>}
 */
async function cudaRequirements(wheel) {
  const metadata = wheel.entries.find(({ name }) => name.endsWith('.dist-info/METADATA'));
  const text = metadata === undefined ? '' : await wheel.text(metadata.name);
  const requirements = [...text.matchAll(/^Requires-Dist: (nvidia-[\w-]+) ?\(?==([\w.]+)/gm)];
  const found = requirements.map(([, name, version]) => `${name}==${version}`).filter((name) => !name.includes('nvcc'));
  if (found.length === 0)
    throw new SetupError('unexpected', 'the TensorFlow wheel names no CUDA packages', 'set UMBRA_TENSORFLOW=cpu');
  return found;
}
