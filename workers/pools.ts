import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Queue } from '../schemas/index.ts';
import { createChildPool, type ChildPool } from './child-pool.ts';
import { threadsPerSlot, type WorkerSettings } from './options.ts';

export type Pools = Readonly<Record<Queue, ChildPool>>;

const dist = fileURLToPath(new URL('.', import.meta.url));

/** The task children of a worker's queues; none is started yet. */
export function createPools(settings: WorkerSettings, logger: Logger): Pools {
  const pool = (queue: Queue): ChildPool =>
    createChildPool({
      script: join(dist, 'task-child.mjs'),
      slots: settings.slots[queue],
      environment: (slot) => childEnvironment(settings, queue, slot),
      onStderr: (text, child) => {
        logger.debug({ child }, text);
      },
      recycleBytes: 6 * 2 ** 30,
      killAfter: 4000,
    });
  return { io: pool('io'), cpu: pool('cpu'), gpu: pool('gpu') };
}

function childEnvironment(settings: WorkerSettings, queue: Queue, slot: number): Readonly<Record<string, string>> {
  const threads = String(threadsPerSlot(cpus().length, settings.slots[queue]));
  const device = queue === 'gpu' ? (settings.devices[slot % Math.max(1, settings.devices.length)] ?? '') : '';
  return {
    CUDA_VISIBLE_DEVICES: device,
    TF_CPP_MIN_LOG_LEVEL: '3',
    OMP_NUM_THREADS: threads,
  };
}
