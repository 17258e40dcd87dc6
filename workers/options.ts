import type { Queue } from '../schemas/index.ts';

/** What a worker process is told by its command line, or by the command that starts it. */
export interface WorkerSettings {
  readonly storeFolder: string;
  readonly logFolder: string;
  readonly logLevel: string;
  readonly queues: readonly Queue[];
  /** Tasks at once, by queue. */
  readonly slots: Readonly<Record<Queue, number>>;
  /** CUDA devices, one for each gpu slot in turn; none means that gpu tasks use the CPU. */
  readonly devices: readonly string[];
  readonly plugins: readonly string[];
  /** Set by a command that runs the worker for itself: the worker ends with it. */
  readonly embedded: boolean;
  /** Where the embedded server's description is. */
  readonly serverFolder: string;
}

/** One slot for each core and queue, threads shared out so that slots do not fight for cores. */
export function defaultSlots(cores: number, devices: readonly string[]): Readonly<Record<Queue, number>> {
  return { io: Math.max(2, cores), cpu: cores, gpu: devices.length > 0 ? devices.length : cores };
}

export function threadsPerSlot(cores: number, slots: number): number {
  return Math.max(1, Math.floor(cores / slots));
}
