import path from 'node:path';
import { CommandError, runCommand } from '../processes/run-command.mjs';
import { lastLines } from '../errors.mjs';

/** @import { Places } from '../files/places.mjs' */
/** @import { Supervision } from '../processes/run-command.mjs' */

/**
 * @typedef {{ loads: true, backend: string, version: string, gpu: boolean } | { loads: false, error: string }} LoadOutcome
 */

/**
 * Loads TensorFlow in a process of its own (a second, 350 MB) and adds two numbers with it.
 *
 * @param {Places} places
 * @param {Supervision} [supervision]
 * @returns {Promise<LoadOutcome>}
 */
export async function loadTensorFlow(places, supervision = {}) {
  const program = path.join(places.root, 'scripts', 'setup', 'tensorflow', 'load-check.cjs');
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  try {
    const { stdout } = await runCommand(process.execPath, [program], { ...supervision, cwd: places.root, env });
    return { loads: true, ...JSON.parse(stdout.trim().split('\n').at(-1) ?? '') };
  } catch (error) {
    if (error instanceof CommandError) return { loads: false, error: firstError(error.output) || error.message };
    throw error;
  }
}

/**
 * The line of a Node.js crash report that tells what happened.
 * @param {string} output
 */
function firstError(output) {
  return output.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? lastLines(output, 3);
}
