import { fork, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Queue } from '../schemas/index.ts';
import { clusterFromEnvironment, embeddedCluster, withoutConnection, type Cluster } from '../temporal/index.ts';
import { defaultSlots, defaultStallSeconds, type WorkerSettings } from '../workers/options.ts';
import { findDevices } from './devices.ts';
import { installFolder, logFolder, serverFolder, storeFolder, type CommonOptions } from './places.ts';
import { superviseServer, type SupervisedServer } from './server-supervision.ts';

export interface Engine {
  readonly cluster: Cluster;
  /** Address of the server's web page, when it is embedded. */
  readonly uiAddress: string | undefined;
  readonly embedded: boolean;
  /** Stops what this command started: workers first, then the server. */
  stop(): Promise<void>;
}

export interface EngineOptions extends CommonOptions {
  readonly slots?: string;
  readonly plugins: readonly string[];
  /** False: workers elsewhere do the work. */
  readonly worker?: boolean;
  /** Told when something that should run had to be started again. */
  notice(message: string): void;
}

/**
 * The engine of a run: a cluster named by the environment, or an embedded server (one that is up already, or a new
 * one), and, unless told otherwise, one worker process for all queues. Server and worker are started again if they die.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const remote = await clusterFromEnvironment(process.env);
  let worker: SupervisedWorker | undefined;
  const startWorker = (cluster: Cluster, lifeline: () => Duplex | undefined): void => {
    if (options.worker !== false) worker = superviseWorker(cluster, lifeline, options);
  };
  if (remote !== undefined) {
    startWorker(remote, () => undefined);
    return { cluster: remote, uiAddress: undefined, embedded: false, stop: async () => worker?.stop() };
  }
  const found: { server?: SupervisedServer } = {};
  try {
    // The worker loads its libraries while a server that is started here gets ready.
    const server = await superviseServer({
      ...options,
      starting: ({ address, lifeline }) => {
        void worker?.stop();
        startWorker(embeddedCluster(address), () => (found.server === undefined ? lifeline : found.server.lifeline()));
      },
    });
    found.server = server;
    const cluster = embeddedCluster(server.address);
    if (worker === undefined) startWorker(cluster, server.lifeline);
    return {
      cluster,
      uiAddress: server.uiAddress,
      embedded: true,
      stop: async () => {
        await worker?.stop();
        await server.stop();
      },
    };
  } catch (error) {
    await worker?.stop();
    throw error;
  }
}

interface SupervisedWorker {
  stop(): Promise<void>;
}

function superviseWorker(
  cluster: Cluster,
  lifeline: () => Duplex | undefined,
  options: EngineOptions,
): SupervisedWorker {
  let stopping = false;
  let child: ChildProcess;
  let ended: Promise<void> = Promise.resolve();
  const start = (): void => {
    child = startWorkerProcess(cluster, { ...options, embedded: true, lifeline: lifeline() });
    child.on('message', (said) => {
      const { type, message } = said as { readonly type: string; readonly message?: string };
      if (type === 'trouble') options.notice(message ?? '');
    });
    ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve();
        if (stopping) return;
        options.notice(`the worker ended (${signal ?? `exit code ${String(code)}`}); starting it again`);
        setTimeout(() => {
          if (!stopping) start();
        }, 300);
      });
    });
  };
  start();
  return {
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 25_000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Starts `dist/worker.mjs`. Secrets of the cluster stay in the environment, which the worker reads itself. */
export function startWorkerProcess(
  cluster: Cluster,
  options: CommonOptions & {
    readonly slots?: string;
    readonly queues?: readonly Queue[];
    readonly devices?: readonly string[];
    readonly plugins: readonly string[];
    readonly embedded: boolean;
    /** What a worker of its own is told beyond that. */
    readonly own?: Partial<
      Pick<WorkerSettings, 'graceSeconds' | 'idleSeconds' | 'status' | 'stallSeconds' | 'deployment'>
    >;
    /** Held open by the worker: what it keeps alive ends with it. */
    readonly lifeline?: Duplex | undefined;
    /** Commands that campaigns name may run; those of an embedded worker always do: its user names the campaigns. */
    readonly allowCommands?: boolean;
  },
): ChildProcess {
  const devices = options.devices ?? findDevices();
  const settings: WorkerSettings = {
    storeFolder: storeFolder(options),
    logFolder: logFolder(options),
    logLevel: options.logLevel ?? 'info',
    queues: options.queues ?? ['io', 'cpu', 'gpu'],
    slots: { ...defaultSlots(cpus().length, devices), ...parseSlots(options.slots) },
    devices,
    plugins: options.plugins,
    embedded: options.embedded,
    commands: options.embedded || options.allowCommands === true,
    serverFolder: serverFolder(options),
    graceSeconds: 0,
    stallSeconds: defaultStallSeconds,
    ...options.own,
  };
  return fork(join(installFolder, 'dist', 'worker.mjs'), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', options.lifeline ?? 'ignore'],
    env: {
      ...(cluster.tls === undefined ? withoutConnection(process.env) : process.env),
      TEMPORAL_ADDRESS: cluster.address,
      TEMPORAL_NAMESPACE: cluster.namespace,
      UMBRA_WORKER: JSON.stringify(settings),
    },
  });
}

/** `io=4,cpu=2` as numbers. */
export function parseSlots(text: string | undefined): Partial<Record<Queue, number>> {
  if (text === undefined) return {};
  const slots: Partial<Record<Queue, number>> = {};
  for (const part of text.split(',')) {
    const match = /^(io|cpu|gpu)=([1-9]\d*)$/.exec(part.trim());
    if (match === null) throw new Error(`--slots ${text}: expected queue=number, as in io=4,cpu=2,gpu=1`);
    slots[match[1] as Queue] = Number(match[2]);
  }
  return slots;
}
