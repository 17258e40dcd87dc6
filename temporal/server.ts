import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { alone } from './alone.ts';
import { withoutConnection } from './connect.ts';
import {
  describedServer,
  describeServer,
  findServer,
  forgetServer,
  isAlive,
  isListening,
  portOf,
  type EmbeddedServer,
} from './description.ts';
import { freePort } from './free-port.ts';

export interface RunningServer extends EmbeddedServer {
  /** Resolves when the server has ended, asked or not. */
  readonly ended: Promise<void>;
  /** The server lives as long as a process holds this: it is handed to the worker, so that the server outlives neither alone. */
  readonly lifeline?: Duplex;
  /** Stops the server, unless it is another process's that still needs it. */
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
 * Becomes the server given as arguments. Beside it a process waits for the other end of the pipe at 3 to be closed, which the death of all who
 * hold it does, and then ends the server: kill -9 of whoever started it leaves nothing behind. A pid may belong to another by then: it asks.
 */
const tied =
  '(read -r _ <&3; { cat /proc/$$/cmdline 2>/dev/null || ps -o args= -p $$; } | grep -q start-dev && kill $$) & exec "$0" "$@"';

/** How often a server that another process started is looked at, in ms. */
const lookEvery = 250;

/** A server that does not take connections yet. */
export type StartingServer = Required<Pick<RunningServer, 'address' | 'lifeline'>>;

export interface OpeningOptions {
  /** Fixed ones: a restarted server must keep its address. */
  readonly ports?: { readonly port: number; readonly uiPort: number };
  /** Told of a server that is started here, as soon as it has an address; again when that had been taken and it has another. */
  starting?(server: StartingServer): void;
}

/** The server of this folder: the one that is up (another terminal's), or one that is started here. Resolves when it takes connections. */
export async function openServer(
  executable: string,
  folder: string,
  options: OpeningOptions = {},
): Promise<RunningServer> {
  await mkdir(folder, { recursive: true });
  return alone(folder, async () => {
    const found = await findServer(folder);
    return found === undefined ? startServer(executable, folder, options) : joinServer(folder, found);
  });
}

/** How often a port may have been taken between its choice and its use, by whomever. */
const portAttempts = 5;

async function startServer(executable: string, folder: string, options: OpeningOptions): Promise<RunningServer> {
  const path = join(folder, 'server.log');
  for (let attempt = 1; ; attempt++) {
    const ports = options.ports ?? { port: await freePort(), uiPort: await freePort() };
    const before = await sizeOf(path);
    try {
      return await startOn(executable, folder, { ...options, ports });
    } catch (error) {
      const said = (await readFile(path)).subarray(before).toString();
      if (attempt === portAttempts || !said.includes('address already in use')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * attempt));
    }
  }
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

async function startOn(
  executable: string,
  folder: string,
  { ports: { port, uiPort }, starting }: OpeningOptions & Required<Pick<OpeningOptions, 'ports'>>,
): Promise<RunningServer> {
  const log = await open(join(folder, 'server.log'), 'a');
  const child = spawn(
    '/bin/sh',
    [
      ...['-c', tied, executable],
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--log-level', 'error', '--db-filename', join(folder, 'temporal.db')],
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
      ...dynamicConfig.flatMap((value) => ['--dynamic-config-value', value]),
    ],
    // A group of its own: Ctrl-C in the terminal reaches the command, which then stops workers and server in order.
    {
      stdio: ['ignore', log.fd, log.fd, 'pipe'],
      detached: true,
      env: { ...withoutConnection(process.env), TEMPORAL_VERSION_CHECK_DISABLED: '1' },
    },
  );
  const lifeline = child.stdio[3] as Duplex;
  lifeline.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      // Ended for all who hold it; the process at its other end then goes too.
      lifeline.resume().once('close', resolve).end();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  await log.close();
  const server = {
    pid: child.pid ?? 0,
    owner: process.pid,
    address: `127.0.0.1:${port}`,
    uiAddress: `http://127.0.0.1:${uiPort}`,
  };
  starting?.({ address: server.address, lifeline });
  await untilListening(port, ended, join(folder, 'server.log'));
  await describeServer(folder, server);
  return { ...server, ended, lifeline, stop: () => stopServer(child, ended, folder) };
}

/** Another process's server. When that process dies, the server is this one's to stop. */
function joinServer(folder: string, found: EmbeddedServer): RunningServer {
  let { owner } = found;
  const { pid, address } = found;
  const look = async (): Promise<void> => {
    while (isAlive(pid)) {
      owner = (await describedServer(folder))?.owner ?? owner;
      if (owner !== process.pid && !isAlive(owner)) {
        owner = process.pid;
        await describeServer(folder, { ...found, owner });
      }
      await new Promise((resolve) => setTimeout(resolve, lookEvery).unref());
    }
    while (await isListening(portOf(address))) await new Promise((resolve) => setTimeout(resolve, lookEvery).unref());
  };
  const ended = look();
  return {
    ...found,
    ended,
    stop: async () => {
      if (owner !== process.pid || !isAlive(pid)) return;
      process.kill(pid, 'SIGKILL');
      await ended;
      await forgetServer(folder);
    },
  };
}

/**
 * A server that is asked to end takes a second over it, for the sake of a cluster's others. One that is killed leaves what it has said
 * in its database's log, from which the next one goes on.
 */
async function stopServer(child: ChildProcess, ended: Promise<void>, folder: string): Promise<void> {
  child.kill('SIGKILL');
  await ended;
  await forgetServer(folder);
}

/** Stops the server of this folder if the process that started it is gone: nobody else would. */
export async function stopOrphanedServer(folder: string): Promise<void> {
  const server = await findServer(folder);
  if (server === undefined || isAlive(server.owner)) return;
  process.kill(server.pid, 'SIGTERM');
  await forgetServer(folder);
}

async function untilListening(port: number, ended: Promise<void>, log: string): Promise<void> {
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
