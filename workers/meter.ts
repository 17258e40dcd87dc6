import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Progress, Queue } from '../schemas/index.ts';

/** What a worker is doing and has done: for its metrics, and for when it has nothing to do. */
export interface Meter {
  readonly registry: Registry;
  begin(queue: Queue): void;
  end(queue: Queue): void;
  ended(kind: string, state: 'done' | 'cached' | 'failed', seconds: number): void;
  progress(kind: string, progress: Progress): void;
  /** Seconds since the last task ended; 0 while one runs. */
  idleSeconds(): number;
}

export function createMeter(slots: Readonly<Record<Queue, number>>): Meter {
  const registry = new Registry();
  const registers = [registry];
  const tasks = new Counter({
    name: 'umbra_tasks_total',
    help: 'Tasks that ended, by kind and how: done, cached (found in the store) or failed (an attempt).',
    labelNames: ['kind', 'state'],
    registers,
  });
  const seconds = new Histogram({
    name: 'umbra_task_seconds',
    help: 'Time in a task process, by kind.',
    labelNames: ['kind'],
    buckets: [0.01, 0.1, 1, 10, 60, 600, 3600, 36000],
    registers,
  });
  const epochs = new Counter({
    name: 'umbra_epochs_total',
    help: 'Epochs (or rounds) of training that ended, by kind.',
    labelNames: ['kind'],
    registers,
  });
  const running = { io: 0, cpu: 0, gpu: 0 };
  const queues = ['io', 'cpu', 'gpu'] as const;
  // A gauge puts itself into the registry and asks for its value when it is read.
  new Gauge({
    name: 'umbra_slots_busy',
    help: 'Activities under way, by queue: those beyond the slots wait for one.',
    labelNames: ['queue'],
    registers,
    collect() {
      for (const queue of queues) this.set({ queue }, running[queue]);
    },
  });
  const total = new Gauge({ name: 'umbra_slots', help: 'Slots, by queue.', labelNames: ['queue'], registers });
  for (const queue of queues) total.set({ queue }, slots[queue]);
  let lastEnd = Date.now();
  return {
    registry,
    begin: (queue) => {
      running[queue]++;
    },
    end: (queue) => {
      running[queue]--;
      lastEnd = Date.now();
    },
    ended: (kind, state, took) => {
      tasks.inc({ kind, state });
      if (state === 'done') seconds.observe({ kind }, took);
    },
    progress: (kind, { epoch }) => {
      if (epoch !== undefined) epochs.inc({ kind });
    },
    idleSeconds: () => (queues.some((queue) => running[queue] > 0) ? 0 : (Date.now() - lastEnd) / 1000),
  };
}
