/** A worker process: started by `umbra worker`, or by `umbra run` for itself. Settings come as JSON in UMBRA_WORKER, the
 * cluster (and its secrets) from the environment. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import pino from 'pino';
import pretty from 'pino-pretty';
import type { WorkerSettings } from './options.ts';
import { createPools } from './pools.ts';
import type { RunningWorker } from './worker.ts';

// The heap is cleared before it has grown by a fifth: over 5,000 tasks a worker then stays at 300 MB instead of growing to 390.
setFlagsFromString('--heap-growing-percent=20');

const settings = JSON.parse(process.env.UMBRA_WORKER ?? '{}') as WorkerSettings;
mkdirSync(settings.logFolder, { recursive: true });
const lines = pino.destination({ dest: join(settings.logFolder, `worker-${process.pid}.jsonl`), sync: false });
// Lines that cannot be written (a full disk) are lost; work goes on.
lines.on('error', () => undefined);
const level = settings.logLevel as pino.Level;
// An embedded worker shares its command's terminal, which shows progress; a worker of its own shows what it logs.
const shown = settings.embedded ? [] : [{ level, stream: pretty({ destination: 2, ignore: 'pid,hostname' }) }];
const logger = pino({ level, base: { pid: process.pid } }, pino.multistream([{ level, stream: lines }, ...shown]));

const pools = createPools(settings, logger);
if (settings.queues.includes('cpu')) pools.cpu.warm(8);
// Among the first tasks there are seldom any for this one: it may start when the others have.
if (settings.queues.includes('io'))
  setTimeout(() => {
    pools.io.warm(1);
  }, 2000).unref();

let worker: RunningWorker | undefined;
const stop = (): void => {
  // Before it polls there is nothing to leave in order; its children end with it.
  if (worker === undefined) process.exit(0);
  worker.stop();
};
process.on('SIGTERM', stop);
// A terminal's Ctrl-C reaches an embedded worker too; its command decides and sends SIGTERM.
process.on('SIGINT', settings.embedded ? () => undefined : stop);
process.on('SIGHUP', settings.embedded ? () => undefined : stop);
process.on('disconnect', stop);

try {
  // While the children load their libraries, so does this process.
  const [{ clusterFromEnvironment, stopOrphanedServer }, { startWorker }] = await Promise.all([
    import('../temporal/index.ts'),
    import('./worker.ts'),
  ]);
  const cluster = await clusterFromEnvironment(process.env);
  if (cluster === undefined) throw new Error('TEMPORAL_ADDRESS is not set');
  worker = await startWorker(settings, cluster, pools, logger);
  process.send?.({ type: 'polling' });
  await worker.ended;
  // The command that started server and worker may have been killed: then nobody else stops the server.
  if (settings.embedded) await stopOrphanedServer(settings.serverFolder);
  logger.flush();
  process.exit(0);
} catch (error) {
  logger.fatal({ error: error instanceof Error ? error.stack : String(error) }, 'the worker ended');
  logger.flush();
  console.error(`the worker ended: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
