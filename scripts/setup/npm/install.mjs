import { rm } from 'node:fs/promises';
import { explain, SetupError } from '../errors.mjs';
import { CommandError, findOnPath, runCommand } from '../processes/run-command.mjs';
import { forgetInstalled, installedMatchesLock } from './state.mjs';

/** @import { Places } from '../files/places.mjs' */
/** @import { Supervision } from '../processes/run-command.mjs' */

/**
 * Installs what package-lock.json says. `npm ci` refuses a lock file that was written with a partial registry mirror and so
 * lacks the optional packages of other systems; `npm install --no-save` takes it and leaves it as it is. What it installs
 * is then compared with the lock file: no other version gets in.
 *
 * @param {Places} places
 * @param {(text: string) => void} say
 * @param {Supervision} supervision
 */
export async function installPackages(places, say, supervision) {
  forgetInstalled(places);
  const [program, before] = npmCommand();
  const npm = async (/** @type {string[]} */ ...args) => {
    say(`npm ${args.join(' ')}`);
    const options = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    await runCommand(program, [...before, ...args, ...options], { ...supervision, cwd: places.root });
  };
  try {
    await npm('ci', '--ignore-scripts').catch(async (error) => {
      if (!(error instanceof CommandError) || !/from lock file/.test(error.output)) throw error;
      // Unlike `npm ci`, `npm install` would keep a half-unpacked package.
      await rm(places.nodeModules, { recursive: true, force: true });
      await npm('install', '--ignore-scripts', '--no-save');
    });
  } catch (error) {
    throw explain(
      error instanceof CommandError ? new Error(withoutUsage(error.output)) : error,
      'installing npm packages',
    );
  }
  if (installedMatchesLock(places)) return;
  const message = 'package-lock.json does not fit package.json';
  throw new SetupError('unexpected', message, 'npm install (which mends the lock file), then commit package-lock.json');
}

/**
 * @param {string} output of npm
 * @returns {string} without the usage and the path of the log, which hide the cause
 */
function withoutUsage(output) {
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, ''));
  const usage = lines.findIndex((line) => /^(Clean install a project|Usage:|A complete log)/.test(line));
  return (usage < 0 ? lines : lines.slice(0, usage)).filter((line) => line.trim() !== '').join('\n');
}

/**
 * npm as the one that runs this script, if one does, or the one on PATH.
 * @returns {[string, string[]]} program and first arguments
 */
function npmCommand() {
  const own = process.env['npm_execpath'];
  if (own?.endsWith('npm-cli.js')) return [process.execPath, [own]];
  const found = findOnPath('npm');
  if (found !== null) return [found, []];
  throw new SetupError(
    'no-npm',
    'npm is not on PATH',
    'install Node.js together with npm, then run: node scripts/setup.mjs',
  );
}
