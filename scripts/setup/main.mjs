import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { SetupError } from './errors.mjs';
import { setUp } from './set-up.mjs';

const USAGE = `usage: node scripts/setup.mjs [--for start|test] [--quiet]
Puts in place what Umbra needs and is missing: npm packages, the Temporal server, TensorFlow, XGBoost, the built programs.
  --for test  tests start servers of their own: one is installed even where TEMPORAL_ADDRESS is set
  --quiet     say nothing unless something is wrong
Environment: TEMPORAL_ADDRESS, UMBRA_TENSORFLOW=cpu|gpu, CXX.`;

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * The command line of the set-up.
 * @param {string[]} argv
 * @returns {Promise<number>} exit status: 0 all in place, 1 something could not be made, 2 wrong usage, 128 + n signal n
 */
export async function main(argv) {
  const options = readOptions(argv);
  if (typeof options === 'number') return options;
  const abort = new AbortController();
  let status = 0;
  for (const name of SIGNALS) {
    process.on(name, () => {
      // At the second one nobody wants to wait for the programs to end.
      if (abort.signal.aborted) process.exit(status);
      status = 128 + constants.signals[name];
      abort.abort(new SetupError('interrupted', 'interrupted', 'run it again: what was complete is kept'));
    });
  }
  const failures = await setUp({ ...options, signal: abort.signal });
  if (abort.signal.aborted) {
    console.error('umbra set-up: interrupted; what was complete is kept, the rest is made at the next start');
    return status;
  }
  for (const { step, error } of failures) {
    console.error(`umbra set-up: ${step}: ${error.message.replaceAll('\n', '\n    ')}\n  mend: ${error.mend}`);
  }
  return failures.length === 0 ? 0 : 1;
}

/**
 * @param {string[]} argv
 * @returns {{ ownServer: boolean, quiet: boolean } | number} options or an exit status
 */
function readOptions(argv) {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        for: { type: 'string', default: 'start' },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    if (values.for !== 'start' && values.for !== 'test') throw new Error(`--for ${values.for}: start or test is meant`);
    return { ownServer: values.for === 'test', quiet: values.quiet };
  } catch (error) {
    console.error(`umbra set-up: ${error instanceof Error ? error.message : error}\n${USAGE}`);
    return 2;
  }
}
