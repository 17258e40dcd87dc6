import type { Client, ScheduleDescription } from '@temporalio/client';
import type { RetrainingResult } from '../schemas/index.ts';
import { listSchedules } from '../temporal/schedules.ts';
import { columns } from './columns.ts';
import { showDuration } from './duration.ts';
import type { CommonOptions } from './places.ts';
import { firesWhile } from './schedule.ts';
import { withClient } from './with-client.ts';

interface ScheduleRow {
  readonly name: string;
  readonly campaign: string;
  readonly when: string;
  readonly paused: boolean;
  readonly note: string | null;
  readonly next: string | null;
  readonly last: {
    readonly at: string;
    readonly workflow: string;
    readonly state: string;
    readonly message: string | null;
  } | null;
}

/** Lists the schedules with when they fire next and how they ended last. */
export async function list(options: CommonOptions): Promise<void> {
  await withClient(options, async (client, { stays }) => {
    const found = await listSchedules(client);
    const rows = await Promise.all(found.map(({ name, description }) => rowOf(client, name, description)));
    if (options.json === true) {
      process.stdout.write(`${JSON.stringify(rows)}\n`);
      return;
    }
    if (rows.length === 0) {
      process.stdout.write('no schedules; umbra schedule create <campaign> --every 6h makes one\n');
      return;
    }
    const table = rows.map(({ name, campaign, when, paused, next, last, note }) => [
      ...[name, campaign, when],
      paused ? `paused${note === null ? '' : ` (${note})`}` : 'active',
      paused ? '' : short(next),
      short(last?.at ?? null),
      last === null ? '' : `${last.state}${last.message === null ? '' : `: ${last.message}`}`,
    ]);
    const header = ['schedule', 'campaign', 'when', 'state', 'next (UTC)', 'last (UTC)', 'how it ended'];
    process.stdout.write(`${columns([header, ...table])}\n${stays ? '' : `No server is up. ${firesWhile}\n`}`);
  });
}

async function rowOf(client: Client, name: string, description: ScheduleDescription): Promise<ScheduleRow> {
  const { spec, state, info, memo } = description;
  const action = info.recentActions.at(-1);
  return {
    name,
    campaign: typeof memo?.campaign === 'string' ? memo.campaign : '',
    when: whenOf(spec, memo?.cron),
    paused: state.paused,
    note: state.note ?? null,
    next: info.nextActionTimes[0]?.toISOString() ?? null,
    last:
      action === undefined
        ? null
        : { at: action.takenAt.toISOString(), ...(await outcomeOf(client, action.action.workflow.workflowId)) },
  };
}

/** The server keeps a cron expression as a calendar: its own words stand in the memo. */
function whenOf({ intervals, timezone }: ScheduleDescription['spec'], cron: unknown): string {
  const [interval] = intervals ?? [];
  if (interval !== undefined) return `every ${showDuration(interval.every)}`;
  return [...(typeof cron === 'string' ? [cron] : ['cron']), ...(timezone ? [timezone] : [])].join(' ');
}

async function outcomeOf(
  client: Client,
  workflow: string,
): Promise<{ workflow: string; state: string; message: string | null }> {
  try {
    const handle = client.workflow.getHandle(workflow);
    const state = (await handle.describe()).status.name.toLowerCase().replace('_', ' ');
    if (state !== 'completed') return { workflow, state, message: null };
    const { outcome, message } = (await handle.result()) as RetrainingResult;
    return { workflow, state: outcome, message };
  } catch {
    // Histories are kept for a while only.
    return { workflow, state: 'no longer known', message: null };
  }
}

const short = (time: string | null): string => (time === null ? '' : time.slice(0, 19).replace('T', ' '));
