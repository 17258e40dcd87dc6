import { installPackages } from './install.mjs';
import { installedCount, installedMatchesLock, npmState, writeStamp } from './state.mjs';

/** @import { Places } from '../files/places.mjs' */
/** @import { Step } from '../steps.mjs' */

/**
 * @param {Places} places
 * @returns {Step}
 */
export function npmDependencies(places) {
  return {
    name: 'npm dependencies',
    after: [],
    inPlace: () => npmState(places) === 'in-place',
    async make({ say, ...supervision }) {
      if (installedMatchesLock(places)) {
        writeStamp(places);
        return `${installedCount(places)} packages are as package-lock.json asks`;
      }
      await installPackages(places, say, supervision);
      writeStamp(places);
      return `${installedCount(places)} packages installed`;
    },
  };
}
