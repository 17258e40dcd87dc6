import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** An embedded Temporal server on the loopback interface. */
export interface EmbeddedServer {
  readonly pid: number;
  /** The process that started it and stops it. */
  readonly owner: number;
  readonly address: string;
  readonly uiAddress: string;
}

export interface RunningServer extends EmbeddedServer {
  /** Resolves with the exit code when the server ends, asked or not. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** The one queue-loading and timer setting each that takes a dev server from 51 ms to 13 ms an activity. */
const dynamicConfig = [
  'history.transferProcessorMaxPollRPS=5000',
  'history.timerProcessorMaxPollRPS=5000',
  'history.visibilityProcessorMaxPollRPS=5000',
  'history.timerProcessorMaxTimeShift="20ms"',
];

/**
 * Starts a server whose database and log are in `folder`. `ports` gives fixed ones (a restarted server must keep
 * its address). Resolves when the server takes connections.
 */
export async function startServer(
  executable: string,
  folder: string,
  ports?: { readonly port: number; readonly uiPort: number },
): Promise<RunningServer> {
  await mkdir(folder, { recursive: true });
  const port = ports?.port ?? (await freePort());
  const uiPort = ports?.uiPort ?? (await freePort());
  const log = await open(join(folder, 'server.log'), 'a');
  const child = spawn(
    executable,
    [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--log-level', 'error', '--db-filename', join(folder, 'temporal.db')],
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
      ...dynamicConfig.flatMap((value) => ['--dynamic-config-value', value]),
    ],
    // A group of its own: Ctrl-C in the terminal reaches the command, which then stops workers and server in order.
    {
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      env: { ...process.env, TEMPORAL_VERSION_CHECK_DISABLED: '1' },
    },
  );
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => {
      resolve(null);
    });
  });
  await log.close();
  const server = {
    pid: child.pid ?? 0,
    owner: process.pid,
    address: `127.0.0.1:${port}`,
    uiAddress: `http://127.0.0.1:${uiPort}`,
  };
  await untilListening(port, ended, join(folder, 'server.log'));
  await writeDescription(folder, server);
  return { ...server, ended, stop: () => stopServer(child, ended, folder) };
}

async function stopServer(child: ChildProcess, ended: Promise<number | null>, folder: string): Promise<void> {
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(late);
  await rm(descriptionAt(folder), { force: true });
}

const descriptionAt = (folder: string): string => join(folder, 'server.json');

async function writeDescription(folder: string, server: EmbeddedServer): Promise<void> {
  const temporary = `${descriptionAt(folder)}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(server));
  await rename(temporary, descriptionAt(folder));
}

/** The embedded server of this folder, if one is up: another terminal's `umbra dev` or `umbra run`. */
export async function findServer(folder: string): Promise<EmbeddedServer | undefined> {
  const text = await readFile(descriptionAt(folder), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const server = JSON.parse(text) as EmbeddedServer;
  return (await isListening(Number(server.address.split(':')[1]))) ? server : undefined;
}

/** Stops the server of this folder if the process that started it is gone: nobody else would. */
export async function stopOrphanedServer(folder: string): Promise<void> {
  const server = await findServer(folder);
  if (server === undefined || isAlive(server.owner)) return;
  process.kill(server.pid, 'SIGTERM');
  await rm(descriptionAt(folder), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function untilListening(port: number, ended: Promise<number | null>, log: string): Promise<void> {
  const state = { over: false };
  void ended.then(() => {
    state.over = true;
  });
  for (let attempt = 0; attempt < 600; attempt++) {
    if (state.over) throw new Error(`the Temporal server ended while starting; see ${log}`);
    if (await isListening(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the Temporal server did not listen on port ${port} within 30 s; see ${log}`);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const answer = (result: boolean) => (): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', answer(true));
    socket.once('error', answer(false));
  });
}
