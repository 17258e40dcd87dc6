import type { Plan, Progress, RunEvent } from '../schemas/index.ts';

/** A task that is running now. */
export interface RunningTask {
  readonly task: number;
  /** Its id, where it is a trial of a study: `tune#7`. */
  readonly trial?: string;
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
  /** Of studies: their trials, and the best score where there is one study. */
  readonly trials?: StudyProgress;
}

export interface StudyProgress {
  readonly ended: number;
  readonly total: number;
  readonly best?: { readonly trial: number; readonly score: number };
}

/** How far a run is, folded from the events that workers write. */
export interface RunProgress {
  add(event: RunEvent): void;
  /** One line of counts for each task of the campaign, in its order. */
  counts(): readonly TaskCounts[];
  running(): readonly RunningTask[];
  /** `paused`: held back; `waiting`: everything else has ended, and the failed tasks wait for a retry. */
  state(): 'running' | 'paused' | 'waiting';
  /** The last failed attempt of each task that has not succeeded since. */
  failures(): readonly FailedAttempt[];
}

interface FailedAttempt {
  readonly task: number;
  readonly trial?: string;
  readonly attempt: number;
  readonly message: string;
}

/** Tasks by index, trials by their id. */
const nameOf = ({ task, trial }: { readonly task: number; readonly trial?: string }): string => trial ?? String(task);

export function createRunProgress(plan: Plan): RunProgress {
  const state = new Map<number, 'cached' | 'done'>();
  const running = new Map<string, RunningTask>();
  const failures = new Map<string, FailedAttempt>();
  const studies = new Map<number, StudyProgress>();
  let paused = false;
  let waiting = false;
  return {
    add(event) {
      switch (event.event) {
        case 'resolved':
          for (const index of event.cached) if (!state.has(index)) state.set(index, 'cached');
          break;
        case 'started': {
          waiting = false;
          const { task, trial, attempt, worker, at } = event;
          running.set(nameOf(event), {
            ...{ task, attempt, worker, since: at, progress: {} },
            ...(trial === undefined ? {} : { trial }),
          });
          break;
        }
        case 'progress': {
          const known = running.get(nameOf(event));
          const { resumed } = known?.progress ?? {};
          if (known !== undefined)
            running.set(nameOf(event), {
              ...known,
              progress: { ...(resumed === undefined ? {} : { resumed }), ...event.progress },
            });
          break;
        }
        case 'ended':
          running.delete(nameOf(event));
          failures.delete(nameOf(event));
          if (event.trial === undefined && state.get(event.task) !== 'done') state.set(event.task, event.state);
          break;
        case 'attempt-failed': {
          const { task, trial, attempt, error } = event;
          running.delete(nameOf(event));
          failures.set(nameOf(event), {
            ...{ task, attempt, message: error.message },
            ...(trial === undefined ? {} : { trial }),
          });
          break;
        }
        case 'study':
          studies.set(event.task, event);
          break;
        case 'paused':
          paused = event.paused;
          break;
        case 'waiting':
          waiting = true;
          break;
        case 'notice':
          break;
      }
    },
    counts() {
      const busy = new Set([...running.values()].map(({ task }) => task));
      const failing = new Set(
        [...failures.values()].filter(({ trial }) => trial === undefined).map(({ task }) => task),
      );
      const byName = new Map<string, Counting>();
      plan.tasks.forEach(({ name, kind }, index) => {
        const counts = byName.get(name) ?? { kind, total: 0, cached: 0, done: 0, running: 0, failing: 0, studies: [] };
        counts.total++;
        const ended = state.get(index);
        if (ended !== undefined) counts[ended]++;
        else if (busy.has(index)) counts.running++;
        else if (failing.has(index)) counts.failing++;
        const study = studies.get(index);
        if (study !== undefined) counts.studies.push(study);
        byName.set(name, counts);
      });
      return [...byName].map(([name, { studies: of, ...counts }]) => ({
        ...{ name, ...counts },
        ...(of.length === 0 ? {} : { trials: together(of) }),
      }));
    },
    running: () => [...running.values()].filter(({ task }) => !state.has(task)),
    state: () => (waiting ? 'waiting' : paused ? 'paused' : 'running'),
    failures: () => [...failures.values()],
  };
}

interface Counting {
  readonly kind: string;
  total: number;
  cached: number;
  done: number;
  running: number;
  failing: number;
  readonly studies: StudyProgress[];
}

function together(studies: readonly StudyProgress[]): StudyProgress {
  const [only, another] = studies;
  return {
    ended: studies.reduce((sum, { ended }) => sum + ended, 0),
    total: studies.reduce((sum, { total }) => sum + total, 0),
    ...(another === undefined && only?.best !== undefined ? { best: only.best } : {}),
  };
}
