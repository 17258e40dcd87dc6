import { existsSync, realpathSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { formatBytes, requireSpace } from '../files/disk.mjs';
import { SetupError } from '../errors.mjs';
import { installedSize, placeLink, putInPlace } from '../files/put-in-place.mjs';
import { downloadWheel, manylinuxTags } from '../python/pip.mjs';
import { openWheel } from '../python/wheel.mjs';
import { XGBOOST } from '../versions.mjs';

/** @import { Places } from '../files/places.mjs' */
/** @import { Step, StepContext } from '../steps.mjs' */

/** Download and unpacked library together (bytes). */
const SPACE = 30e6;

/** The library in the wheel; it looks for its own OpenMP in `../../xgboost_cpu.libs`, so that both keep their places. */
const LIBRARY = 'xgboost/lib/libxgboost.so';
const SHARED = /^(xgboost\/lib\/libxgboost\.so|xgboost_cpu\.libs\/.+)$/;

/** What makes Umbra do without: everything else runs, and the doctor says what does not. */
const DOING_WITHOUT = ['no-pip', 'no-network', 'no-such-package'];

/**
 * XGBoost's C library out of its PyPI wheel for the CPU, kept in .umbra; the link `.umbra/lib/xgboost` leads to it.
 * @param {Places} places
 * @returns {Step}
 */
export function xgboostLibrary(places) {
  return {
    name: 'XGBoost library',
    after: [],
    inPlace: () => !hasWheel() || findXgboost(places) !== null,
    async make(context) {
      const folder = wheelFolder(places);
      if (installedSize(folder) === null) {
        try {
          await installFromPypi(folder, context);
        } catch (error) {
          if (!(error instanceof SetupError) || !DOING_WITHOUT.includes(error.code)) throw error;
          return `left out, train-xgboost cannot run: ${error.message.split('\n')[0]}`;
        }
      }
      await placeLink(folder, places.xgboostLink);
      return `${XGBOOST.name} ${XGBOOST.version} from PyPI (${formatBytes(installedSize(folder) ?? 0)})`;
    },
  };
}

/**
 * @param {Places} places
 * @returns {{ file: string, size: number } | null} the installed library
 */
export function findXgboost(places) {
  const folder = wheelFolder(places);
  const size = installedSize(folder);
  const file = path.join(places.xgboostLink, LIBRARY);
  if (size === null || !existsSync(file) || realpathSync(places.xgboostLink) !== realpathSync(folder)) return null;
  return { file, size };
}

/** The wheel's library is for Linux; its link to OpenMP does not hold elsewhere. */
export const hasWheel = () => process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');

/**
 * @param {string} folder
 * @param {StepContext} context
 */
async function installFromPypi(folder, context) {
  const requirement = `${XGBOOST.name}==${XGBOOST.version}`;
  await mkdir(path.dirname(folder), { recursive: true });
  await requireSpace(path.dirname(folder), SPACE, 'the XGBoost library');
  context.say(`fetching ${requirement} from PyPI (6 MB)`);
  const tags = manylinuxTags(process.arch === 'arm64' ? 'arm64' : 'x64');
  await putInPlace(folder, async (partial) => {
    const download = path.join(partial, 'download');
    const wheel = await openWheel(await downloadWheel(requirement, download, { ...context, tags }));
    try {
      const wanted = wheel.entries.filter(({ name }) => SHARED.test(name));
      for (const { name } of wanted) await wheel.extract(name, path.join(partial, name));
    } finally {
      await wheel.close();
    }
    await rm(download, { recursive: true });
  });
}

/** @param {Places} places */
const wheelFolder = (places) => path.join(places.state, `xgboost-${XGBOOST.version}`);
