import { resolve } from 'node:path';
import type { Queue } from '../schemas/index.ts';
import { findCluster } from './cluster.ts';
import { startWorkerProcess } from './engine.ts';
import { UsageError } from './errors.ts';
import type { CommonOptions } from './places.ts';

interface WorkerOptions extends CommonOptions {
  readonly queues: string;
  readonly slots?: string;
  readonly devices?: string;
  readonly plugins?: string;
}

/** A worker in the foreground; SIGTERM or Ctrl-C drains it. */
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
  });
  child.on('message', () =>
    process.stderr.write(`worker ${child.pid ?? ''} polls ${queues.join(', ')} at ${cluster.address}\n`),
  );
  const stop = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  if (code !== 0) throw new Error(`the worker ended with code ${String(code)}`);
}
