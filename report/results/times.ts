import type { ActionEntry, Plan, RunRecord } from '../../schemas/index.ts';

/** How long a task took where and when it was done, in this run or an earlier one. */
export interface TaskTime {
  readonly id: string;
  /** The task of the campaign file that it is one value of. */
  readonly name: string;
  readonly kind: string;
  /** Wall time. Tasks that ran beside it made it longer. */
  readonly seconds: number;
  readonly started: string;
  readonly host: string;
}

/** The times of a run's finished tasks, in the plan's order, from the manifests of their artifacts. */
export async function taskTimes(
  plan: Pick<Plan, 'tasks'>,
  record: Pick<RunRecord, 'tasks'>,
  action: (key: string) => Promise<ActionEntry | undefined>,
): Promise<readonly TaskTime[]> {
  const found = await Promise.all(
    plan.tasks.map(async ({ id, name, kind }): Promise<TaskTime | undefined> => {
      const { key, state } = record.tasks[id] ?? {};
      const entry = key === undefined || (state !== 'done' && state !== 'cached') ? undefined : await action(key);
      return entry && { id, name, kind, seconds: entry.seconds, started: entry.started, host: entry.host };
    }),
  );
  return found.filter((time) => time !== undefined);
}

/** Times of all values of a task. */
export interface TotalTime {
  readonly name: string;
  readonly kind: string;
  readonly count: number;
  readonly total: number;
  readonly median: number;
  readonly longest: number;
}

/** Times by task, the largest sum first. */
export function totalTimes(times: readonly TaskTime[]): readonly TotalTime[] {
  const byName = new Map<string, TaskTime[]>();
  for (const time of times) byName.set(time.name, [...(byName.get(time.name) ?? []), time]);
  return [...byName]
    .map(([name, own]): TotalTime => {
      const sorted = own.map(({ seconds }) => seconds).sort((a, b) => a - b);
      const at = (place: number): number => sorted[place] ?? 0;
      return {
        name,
        kind: own[0]?.kind ?? '',
        count: own.length,
        total: sorted.reduce((sum, value) => sum + value, 0),
        median: (at(Math.floor((own.length - 1) / 2)) + at(Math.ceil((own.length - 1) / 2))) / 2,
        longest: at(own.length - 1),
      };
    })
    .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
}
