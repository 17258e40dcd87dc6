import path from 'node:path';
import { isBuilt } from '../build/stamp.mjs';
import { SetupError } from './errors.mjs';
import { CommandError, runCommand } from './processes/run-command.mjs';

/** @import { Places } from './files/places.mjs' */
/** @import { Step } from './steps.mjs' */

/**
 * The programs in dist/, built from the sources by a process of its own: bundling would hold up the other steps here.
 * @param {Places} places
 * @returns {Step}
 */
export function programs(places) {
  return {
    name: 'programs',
    after: ['npm dependencies'],
    inPlace: () => isBuilt(places),
    async make(context) {
      const program = path.join(places.root, 'scripts', 'build.mjs');
      try {
        const { stdout } = await runCommand(process.execPath, [program], { ...context, cwd: places.root });
        return stdout.trim();
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        throw new SetupError(
          'build-failed',
          `building dist/\n${error.output}`,
          'mend the source named above, then run: npm run build',
        );
      }
    },
  };
}
