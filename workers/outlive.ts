import { Worker } from 'node:worker_threads';

const watch = `
const { workerData } = require('node:worker_threads');
setInterval(() => {
  if (process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL');
}, workerData.every);
`;

/**
 * Ends this process when its parent has died, also while the main thread is inside a call that takes minutes (a matrix product, a fit in a
 * native library) and hears nothing.
 */
export function neverOutliveParent(everyMs = 500): void {
  new Worker(watch, { eval: true, workerData: { parent: process.ppid, every: everyMs } }).unref();
  process.on('disconnect', () => process.exit(0));
  if (!process.connected) process.exit(0);
}
