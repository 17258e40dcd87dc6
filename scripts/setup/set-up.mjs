import { commandLink } from './command-link.mjs';
import { explain } from './errors.mjs';
import { acquireLock } from './processes/lock.mjs';
import { npmDependencies } from './npm/dependencies.mjs';
import { placesOf } from './files/places.mjs';
import { programs } from './programs.mjs';
import { sweepLeftovers } from './files/put-in-place.mjs';
import { allInPlace, runSteps } from './steps.mjs';
import { temporalServer } from './temporal/server.mjs';
import { tensorFlowAddon } from './tensorflow/addon.mjs';
import { tensorFlowLibrary } from './tensorflow/library.mjs';
import { xgboostLibrary } from './xgboost/library.mjs';

/** @import { SetupError } from './errors.mjs' */
/** @import { Places } from './files/places.mjs' */
/** @import { Step, StepReport } from './steps.mjs' */

/**
 * @param {Places} places
 * @param {{ ownServer?: boolean }} [options]
 * @returns {Step[]} all that Umbra needs, each behind those it waits for
 */
export function stepsOf(places, options = {}) {
  return [
    npmDependencies(places),
    temporalServer(places, options),
    tensorFlowLibrary(places),
    tensorFlowAddon(places),
    xgboostLibrary(places),
    programs(places),
    commandLink(places),
  ];
}

/**
 * Puts everything in place. Two set-ups at once wait for each other; one that finds all in place takes no lock.
 *
 * @param {{ ownServer: boolean, quiet: boolean, signal: AbortSignal }} options
 * @returns {Promise<{ step: string, error: SetupError }[]>} what could not be made, and why
 */
export async function setUp({ ownServer, quiet, signal }) {
  const start = performance.now();
  const places = placesOf();
  const steps = stepsOf(places, { ownServer });
  const say = quiet ? () => {} : (/** @type {string} */ line) => console.error(`umbra set-up${line}`);
  const seconds = () => ((performance.now() - start) / 1000).toFixed(2);
  const finished = async () => {
    if (!(await allInPlace(steps))) return false;
    say(`: all in place (${seconds()} s)`);
    return true;
  };
  try {
    if (await finished()) return [];
    const waiting = (/** @type {number | undefined} */ pid) =>
      say(`: waiting for another one (process ${pid ?? 'unknown'})`);
    const lock = await acquireLock(places.setupLock, { signal, waiting });
    process.on('exit', lock.release);
    try {
      if (await finished()) return [];
      say('');
      await sweepLeftovers(places.state);
      const { childStarted, childEnded } = lock;
      const failures = await runSteps(steps, { signal, childStarted, childEnded }, quiet ? SILENT : REPORT);
      if (failures.length === 0) say(`: done (${seconds()} s)`);
      return failures;
    } finally {
      lock.release();
      process.off('exit', lock.release);
    }
  } catch (error) {
    return [{ step: 'set-up', error: explain(error, 'set-up') }];
  }
}

/** @type {StepReport} */
const REPORT = {
  doing: (step, text) => console.error(`  ${step.padEnd(20)}${text} ...`),
  done: (step, text, seconds) => console.error(`  ${step.padEnd(20)}${text} (${seconds.toFixed(1)} s)`),
};

/** @type {StepReport} */
const SILENT = { doing: () => {}, done: () => {} };
