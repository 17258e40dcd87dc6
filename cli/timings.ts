import { readFile } from 'node:fs/promises';
import { taskTimes, totalTimes, type TaskTime } from '../report/results/times.ts';
import type { Plan } from '../schemas/index.ts';
import { intactPath } from '../store/index.ts';
import { columns } from './columns.ts';
import { UsageError } from './errors.ts';
import { openStore, type CommonOptions } from './places.ts';
import { findRun } from './runs.ts';

interface TimingsOptions extends CommonOptions {
  readonly run?: string;
}

/** Prints how long the tasks of a campaign's newest run took where they were done: by task, or each value of one task. */
export async function timings(campaign: string, task: string | undefined, options: TimingsOptions): Promise<void> {
  const store = await openStore(options);
  const record = await findRun(store, campaign, options.run);
  const plan = JSON.parse(await readFile(await intactPath(store, record.plan), 'utf8')) as Plan;
  const all = await taskTimes(plan, record, (key) => store.getAction(key));
  const times = task === undefined ? all : all.filter(({ name, id }) => name === task || id === task);
  if (times.length === 0) {
    const names = [...new Set(plan.tasks.map(({ name }) => name))].join(', ');
    const which = task === undefined ? 'has finished no task' : `has finished no task '${task}'`;
    throw new UsageError(`run ${record.run} ${which}; its tasks are ${names}`);
  }
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(times)}\n`);
    return;
  }
  process.stdout.write(`${columns(task === undefined ? summary(times) : each(times))}\n`);
}

const seconds = (value: number): string => value.toFixed(value < 10 ? 2 : 1);

function summary(times: readonly TaskTime[]): string[][] {
  const rows = totalTimes(times);
  return [
    ['task', 'kind', 'done', 'total s', 'median s', 'longest s'],
    ...rows.map(({ name, kind, count, total, median, longest }) => [
      ...[name, kind, String(count)],
      ...[total, median, longest].map(seconds),
    ]),
    ['all', '', String(times.length), seconds(times.reduce((sum, time) => sum + time.seconds, 0)), '', ''],
  ];
}

const each = (times: readonly TaskTime[]): string[][] => [
  ['task', 's', 'started', 'host'],
  ...times.map((time) => [time.id, seconds(time.seconds), time.started, time.host]),
];
