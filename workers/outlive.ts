import { Worker } from 'node:worker_threads';

const watch = `
const { workerData } = require('node:worker_threads');
setInterval(() => {
  if (process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL');
}, workerData.every);
`;

/**
 * Ends this process when its parent has died or has let go of it, also while the main thread is inside a call that takes minutes (a matrix
 * product, a fit in a native library) and hears nothing. By SIGKILL: `process.exit` waits for ever where a library's thread is at work.
 */
export function neverOutliveParent(everyMs = 500): void {
  const end = (): void => void process.kill(process.pid, 'SIGKILL');
  new Worker(watch, { eval: true, workerData: { parent: process.ppid, every: everyMs } }).unref();
  process.on('disconnect', end);
  if (!process.connected) end();
}
