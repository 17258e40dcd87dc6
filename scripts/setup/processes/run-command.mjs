import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../errors.mjs';

/**
 * Where a step runs its programs: they end with the signal, and the lock knows of them.
 * @typedef {object} Supervision
 * @property {AbortSignal} [signal]
 * @property {(pid: number) => void} [childStarted]
 * @property {(pid: number) => void} [childEnded]
 */

/** A program that ended with an error. Its message holds the command and what it wrote to stderr (or else to stdout). */
export class CommandError extends Error {
  /**
   * @param {string} command
   * @param {string} outcome such as 'exit status 1'
   * @param {string} output
   */
  constructor(command, outcome, output) {
    super(`${command}: ${outcome}\n${output.trim()}`);
    this.name = 'CommandError';
    this.output = output;
  }
}

/** How long a program may take to end after SIGTERM before it gets SIGKILL (ms). */
const GRACE = 3000;

/**
 * Runs a program to its end and returns what it printed.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Supervision & { cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ stdout: string, stderr: string }>}
 * @throws {CommandError} when it cannot start or fails; SetupError 'interrupted' when aborted, after the program has ended
 */
export function runCommand(program, args, { signal, childStarted, childEnded, cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(interrupted());
    const shown = [path.basename(program), ...args].join(' ');
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const { pid } = child;
    const stop = () => {
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), GRACE).unref();
    };
    signal?.addEventListener('abort', stop, { once: true });
    if (pid !== undefined) childStarted?.(pid);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    const settle = (/** @type {() => void} */ how) => {
      signal?.removeEventListener('abort', stop);
      if (pid !== undefined) childEnded?.(pid);
      how();
    };
    child.on('error', (error) => settle(() => reject(new CommandError(shown, error.message, ''))));
    child.on('close', (status, killedBy) => {
      settle(() => {
        if (signal?.aborted) reject(interrupted());
        else if (status === 0) resolve({ stdout, stderr });
        else reject(new CommandError(shown, killedBy ?? `exit status ${status}`, stderr.trim() || stdout));
      });
    });
  });
}

function interrupted() {
  return new SetupError(
    'interrupted',
    'interrupted; what was complete is kept',
    'run it again: it goes on where it was',
  );
}

/**
 * @param {string} name
 * @returns {string | null} the absolute path of an executable on PATH
 */
export function findOnPath(name) {
  if (name.includes(path.sep)) return isExecutable(name) ? path.resolve(name) : null;
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    if (folder !== '' && isExecutable(file)) return file;
  }
  return null;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
