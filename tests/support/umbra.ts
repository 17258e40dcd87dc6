import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunEvent, RunRecord } from '../../schemas/index.ts';
import { kill, processesMentioning } from './processes.ts';

export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A state folder of its own with the real command, server and workers. */
export interface Umbra {
  readonly state: string;
  start(...args: readonly string[]): { readonly process: ChildProcess; readonly finished: Promise<Finished> };
  run(...args: readonly string[]): Promise<Finished>;
  /** Everything workers have said so far, in one run or in all. */
  events(run?: string): Promise<readonly RunEvent[]>;
  /** Everything workers have logged so far. */
  logged(): Promise<string>;
  records(): Promise<readonly RunRecord[]>;
  serverPid(): Promise<number>;
  /** Ends what still runs with this folder, and removes it. */
  remove(): Promise<void>;
}

export async function createUmbra(environment: NodeJS.ProcessEnv = {}): Promise<Umbra> {
  const state = await mkdtemp(join(tmpdir(), 'umbra-e2e-'));
  const start: Umbra['start'] = (...args) => {
    const child = spawn(process.execPath, [join(repository, 'cli', 'umbra.mjs'), '--state', state, ...args], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TEMPORAL_ADDRESS: '', UMBRA_ROOTS: repository, ...environment },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    return {
      process: child,
      finished: new Promise((resolve) => {
        child.once('close', (code) => {
          resolve({ code, stdout, stderr });
        });
      }),
    };
  };
  const lines = async (folder: string): Promise<readonly string[]> => {
    const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const texts = await Promise.all(
      names.filter((name) => name.isFile()).map((name) => readFile(join(name.parentPath, name.name), 'utf8')),
    );
    return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  };
  return {
    state,
    start,
    run: (...args) => start(...args).finished,
    events: async (run = '') =>
      (await lines(join(state, 'store', 'events', run))).map((line) => JSON.parse(line) as RunEvent),
    logged: async () => (await lines(join(state, 'logs'))).join('\n'),
    records: async () =>
      (await lines(join(state, 'store', 'runs')))
        .map((line) => JSON.parse(line) as RunRecord)
        .sort((a, b) => a.finished.localeCompare(b.finished)),
    serverPid: async () =>
      (JSON.parse(await readFile(join(state, 'server', 'server.json'), 'utf8')) as { pid: number }).pid,
    remove: async () => {
      // A test that failed may have left something running.
      for (const pid of await processesMentioning(state)) kill(pid);
      await rm(state, { recursive: true, force: true });
    },
  };
}

/** Waits until `condition` gives something; fails after `seconds`. */
export async function until<T>(condition: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await condition().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`did not happen within ${seconds} s: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
