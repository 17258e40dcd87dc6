import type { Plan, Progress, RunEvent } from '../schemas/index.ts';

/** A task that is running now. */
export interface RunningTask {
  readonly task: number;
  readonly attempt: number;
  readonly worker: string;
  readonly since: number;
  readonly progress: Progress;
}

export interface TaskCounts {
  readonly name: string;
  readonly kind: string;
  readonly total: number;
  readonly cached: number;
  readonly done: number;
  readonly running: number;
  readonly failing: number;
}

/** How far a run is, folded from the events that workers write. */
export interface RunProgress {
  add(event: RunEvent): void;
  /** One line of counts for each task of the campaign, in its order. */
  counts(): readonly TaskCounts[];
  running(): readonly RunningTask[];
  /** The last failed attempt of each task that has not succeeded since. */
  failures(): readonly { readonly task: number; readonly attempt: number; readonly message: string }[];
}

export function createRunProgress(plan: Plan): RunProgress {
  const state = new Map<number, 'cached' | 'done'>();
  const running = new Map<number, RunningTask>();
  const failures = new Map<number, { task: number; attempt: number; message: string }>();
  return {
    add(event) {
      switch (event.event) {
        case 'resolved':
          for (const index of event.cached) if (!state.has(index)) state.set(index, 'cached');
          break;
        case 'started':
          running.set(event.task, {
            task: event.task,
            attempt: event.attempt,
            worker: event.worker,
            since: event.at,
            progress: {},
          });
          break;
        case 'progress': {
          const known = running.get(event.task);
          if (known !== undefined) running.set(event.task, { ...known, progress: event.progress });
          break;
        }
        case 'ended':
          running.delete(event.task);
          failures.delete(event.task);
          if (state.get(event.task) !== 'done') state.set(event.task, event.state);
          break;
        case 'attempt-failed':
          running.delete(event.task);
          failures.set(event.task, { task: event.task, attempt: event.attempt, message: event.error.message });
          break;
        case 'notice':
          break;
      }
    },
    counts() {
      const byName = new Map<
        string,
        { kind: string; total: number; cached: number; done: number; running: number; failing: number }
      >();
      plan.tasks.forEach(({ name, kind }, index) => {
        const counts = byName.get(name) ?? { kind, total: 0, cached: 0, done: 0, running: 0, failing: 0 };
        counts.total++;
        const ended = state.get(index);
        if (ended !== undefined) counts[ended]++;
        else if (running.has(index)) counts.running++;
        else if (failures.has(index)) counts.failing++;
        byName.set(name, counts);
      });
      return [...byName].map(([name, counts]) => ({ name, ...counts }));
    },
    running: () => [...running.values()].filter(({ task }) => !state.has(task)),
    failures: () => [...failures.values()],
  };
}
