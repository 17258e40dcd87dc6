import {
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleDescription,
  type ScheduleHandle,
} from '@temporalio/client';
import { workflowQueue } from './names.ts';

const prefix = 'umbra-retraining/';
export const scheduleId = (name: string): string => `${prefix}${name}`;

/** When a schedule fires and what it does then. */
export interface RetrainingSchedule {
  readonly name: string;
  readonly campaign: string;
  /** Milliseconds between two, or a cron expression. */
  readonly when: { readonly every: number } | { readonly cron: string };
  /** Of the cron expression; UTC when absent. */
  readonly timezone?: string;
  readonly overlap: 'skip' | 'buffer-one';
  /** Milliseconds: what was missed while no server was up is made up for if it is no older. */
  readonly catchUp: number;
  readonly pauseOnFailure: boolean;
  /** Argument of the workflow `retraining`. */
  readonly input: unknown;
}

const overlaps = { skip: ScheduleOverlapPolicy.SKIP, 'buffer-one': ScheduleOverlapPolicy.BUFFER_ONE } as const;

export async function createSchedule(client: Client, schedule: RetrainingSchedule): Promise<void> {
  const { name, campaign, when, timezone, overlap, catchUp, pauseOnFailure, input } = schedule;
  await client.schedule.create({
    scheduleId: scheduleId(name),
    spec: {
      ...('every' in when ? { intervals: [{ every: when.every }] } : { cronExpressions: [when.cron] }),
      ...(timezone === undefined ? {} : { timezone }),
    },
    action: {
      type: 'startWorkflow',
      workflowType: 'retraining',
      // The server adds the time: one id for each firing.
      workflowId: `umbra/${campaign}/retraining`,
      taskQueue: workflowQueue,
      args: [input],
    },
    policies: { overlap: overlaps[overlap], catchupWindow: catchUp, pauseOnFailure },
    memo: { name, campaign, ...('cron' in when ? { cron: when.cron } : {}) },
  });
}

/** The schedules of retraining that the cluster has, by name. */
export async function listSchedules(
  client: Client,
): Promise<readonly { readonly name: string; readonly description: ScheduleDescription }[]> {
  const names: string[] = [];
  for await (const { scheduleId: id } of client.schedule.list())
    if (id.startsWith(prefix)) names.push(id.slice(prefix.length));
  const found = await Promise.all(
    names.sort().map(async (name) => {
      try {
        return { name, description: await client.schedule.getHandle(scheduleId(name)).describe() };
      } catch (error) {
        // Deleted a moment ago: the list lags behind.
        if (error instanceof ScheduleNotFoundError) return undefined;
        throw error;
      }
    }),
  );
  return found.filter((one) => one !== undefined);
}

/** Undefined when there is no schedule of that name. */
export async function findSchedule(client: Client, name: string): Promise<ScheduleHandle | undefined> {
  const handle = client.schedule.getHandle(scheduleId(name));
  try {
    await handle.describe();
    return handle;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}
