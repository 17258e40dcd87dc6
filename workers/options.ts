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
  /** Whether commands that campaigns name under `notify:` may run here. */
  readonly commands: boolean;
  /** Set by a command that runs the worker for itself: the worker ends with it. */
  readonly embedded: boolean;
  /** Where the embedded server's description is. */
  readonly serverFolder: string;
  /** Seconds that running tasks may go on for when the worker is told to end; then they save a checkpoint and stop. */
  readonly graceSeconds: number;
  /** The worker ends after so many seconds without a task. */
  readonly idleSeconds?: number;
  /** Where health and metrics are served. */
  readonly status?: { readonly host: string; readonly port: number };
  /** A task that shows no progress for so many seconds is stopped, where the campaign says nothing else. */
  readonly stallSeconds: number;
  /** Runs that begin with this build of the deployment stay with it. */
  readonly deployment?: { readonly name: string; readonly build: string };
}

/** A task without a word of progress for so long (s) is taken to be stuck. */
export const defaultStallSeconds = 3600;

/** One slot for each core and queue, threads shared out so that slots do not fight for cores. */
export function defaultSlots(cores: number, devices: readonly string[]): Readonly<Record<Queue, number>> {
  return { io: Math.max(2, cores), cpu: cores, gpu: devices.length > 0 ? devices.length : cores };
}

export function threadsPerSlot(cores: number, slots: number): number {
  return Math.max(1, Math.floor(cores / slots));
}
