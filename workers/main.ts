/** A worker process: started by `umbra worker`, or by `umbra run` for itself. Settings come as JSON in UMBRA_WORKER, the
 * cluster (and its secrets) from the environment. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { clusterFromEnvironment } from '../temporal/index.ts';
import type { WorkerSettings } from './options.ts';
import { startWorker } from './worker.ts';

const settings = JSON.parse(process.env.UMBRA_WORKER ?? '{}') as WorkerSettings;
mkdirSync(settings.logFolder, { recursive: true });
const logger = pino(
  { level: settings.logLevel, base: { pid: process.pid } },
  pino.destination({ dest: join(settings.logFolder, `worker-${process.pid}.jsonl`), sync: false }),
);

try {
  const cluster = await clusterFromEnvironment(process.env);
  if (cluster === undefined) throw new Error('TEMPORAL_ADDRESS is not set');
  const worker = await startWorker(settings, cluster, logger);
  const stop = (): void => {
    worker.stop();
  };
  process.on('SIGTERM', stop);
  // A terminal's Ctrl-C reaches an embedded worker too; its command decides and sends SIGTERM.
  process.on('SIGINT', settings.embedded ? () => undefined : stop);
  process.on('disconnect', stop);
  process.send?.({ type: 'polling' });
  await worker.ended;
  logger.flush();
  process.exit(0);
} catch (error) {
  logger.fatal({ error: error instanceof Error ? error.stack : String(error) }, 'the worker ended');
  logger.flush();
  console.error(`the worker ended: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
