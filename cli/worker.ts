import { resolve } from 'node:path';
import type { Queue } from '../schemas/index.ts';
import { findCluster } from './cluster.ts';
import { durationOf } from './duration.ts';
import { startWorkerProcess } from './engine.ts';
import { UsageError } from './errors.ts';
import type { CommonOptions } from './places.ts';

interface WorkerOptions extends CommonOptions {
  readonly queues: string;
  readonly slots?: string;
  readonly devices?: string;
  readonly plugins?: string;
  readonly grace: string;
  readonly exitWhenIdle?: string;
  readonly status?: string;
  readonly stallTimeout: string;
  readonly deployment?: string;
  readonly build?: string;
  readonly allowCommands?: boolean;
}

/**
 * A worker in the foreground. SIGTERM or Ctrl-C drains it: no new tasks, running ones end or save a checkpoint within the grace, exit
 * code 0.
 */
export async function worker(options: WorkerOptions): Promise<void> {
  const cluster = await findCluster(options);
  if (cluster === undefined)
    throw new UsageError('no cluster: set TEMPORAL_ADDRESS, or start an embedded server with umbra dev');
  const queues = options.queues.split(',').map((name) => name.trim());
  const wrong = queues.filter((name) => !['io', 'cpu', 'gpu'].includes(name));
  if (wrong.length > 0) throw new UsageError(`--queues ${options.queues}: expected io, cpu, gpu`);
  const child = startWorkerProcess(cluster, {
    ...(options.state === undefined ? {} : { state: options.state }),
    ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }),
    ...(options.slots === undefined ? {} : { slots: options.slots }),
    queues: queues as Queue[],
    plugins: (options.plugins ?? '')
      .split(',')
      .filter((path) => path !== '')
      .map((path) => resolve(path)),
    ...(options.devices === undefined ? {} : { devices: options.devices.split(',') }),
    embedded: false,
    own: ownSettings(options),
    allowCommands: options.allowCommands === true,
  });
  child.on('message', (said) => {
    if ((said as { readonly type: string }).type === 'polling')
      process.stderr.write(`worker ${child.pid ?? ''} polls ${queues.join(', ')} at ${cluster.address}\n`);
  });
  const stop = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  if (code !== 0) throw new Error(`the worker ended with code ${String(code)}`);
}

const seconds = (text: string, option: string): number => durationOf(text, option) / 1000;

function ownSettings(options: WorkerOptions): NonNullable<Parameters<typeof startWorkerProcess>[1]['own']> {
  if ((options.deployment === undefined) !== (options.build === undefined))
    throw new UsageError(
      '--deployment and --build go together: the name of the deployment, and which build of it this is',
    );
  return {
    graceSeconds: options.grace === '0' ? 0 : seconds(options.grace, '--grace'),
    stallSeconds: seconds(options.stallTimeout, '--stall-timeout'),
    ...(options.exitWhenIdle === undefined ? {} : { idleSeconds: seconds(options.exitWhenIdle, '--exit-when-idle') }),
    ...(options.status === undefined ? {} : { status: statusPlace(options.status) }),
    ...(options.deployment === undefined || options.build === undefined
      ? {}
      : { deployment: { name: options.deployment, build: options.build } }),
  };
}

/** `9464`, or `0.0.0.0:9464` where others are to see it. */
function statusPlace(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(.+):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65535)
    throw new UsageError(`--status ${text}: expected a port, or an address and a port, as in 0.0.0.0:9464`);
  return { host: match[1]?.replace(/^\[|\]$/g, '') ?? '127.0.0.1', port };
}
