import { existsSync, realpathSync, statSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { placeLink } from './files/put-in-place.mjs';

/** @import { Places } from './files/places.mjs' */
/** @import { Step } from './steps.mjs' */

/**
 * `node_modules/.bin/umbra`, which npm makes for dependencies only: without it `npx umbra` asks the registry.
 * @param {Places} places
 * @returns {Step}
 */
export function commandLink(places) {
  const program = path.join(places.root, 'cli', 'umbra.mjs');
  const link = path.join(places.nodeModules, '.bin', 'umbra');
  return {
    name: 'umbra command',
    after: ['npm dependencies'],
    inPlace: () => !existsSync(program) || (leadsTo(link, program) && isExecutable(program)),
    async make() {
      if (!isExecutable(program)) await chmod(program, 0o755);
      await placeLink(program, link);
      return 'linked for npx umbra';
    },
  };
}

/**
 * @param {string} link
 * @param {string} target
 */
function leadsTo(link, target) {
  try {
    return realpathSync(link) === realpathSync(target);
  } catch {
    return false;
  }
}

/** @param {string} file */
const isExecutable = (file) => (statSync(file).mode & 0o111) !== 0;
