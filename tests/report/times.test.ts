import { expect, test } from 'vitest';
import { taskTimes, totalTimes, type TaskTime } from '../../report/results/times.ts';
import type { ActionEntry, PlannedTask, TaskRecord } from '../../schemas/index.ts';

const planned = (id: string): PlannedTask => ({ id, name: id.replace(/\[.*/, ''), kind: 'train' }) as PlannedTask;
const entry = (seconds: number): ActionEntry =>
  ({ seconds, started: '2026-11-22T08:00:00.000Z', host: 'a' }) as ActionEntry;

test('times are those of when a task was done, whether in this run or before; unfinished tasks have none', async () => {
  const tasks: Record<string, TaskRecord> = {
    'fit[m=1]': { state: 'cached', key: 'one' },
    'fit[m=2]': { state: 'done', key: 'two', seconds: 99 },
    'fit[m=3]': { state: 'failed', key: 'two' },
    draw: { state: 'blocked' },
    lost: { state: 'cached', key: 'gone' },
  };
  const entries: Readonly<Record<string, ActionEntry>> = { one: entry(3), two: entry(5) };
  const plan = { tasks: [...Object.keys(tasks), 'never'].map(planned) };
  const times = await taskTimes(plan, { tasks }, (key) => Promise.resolve(entries[key]));
  expect(times.map(({ id, name, seconds }) => [id, name, seconds])).toEqual([
    ['fit[m=1]', 'fit', 3],
    ['fit[m=2]', 'fit', 5],
  ]);
});

test('totals are by task, the largest first, with the median of an even and an odd number of values', () => {
  const time = (name: string, seconds: number): TaskTime => ({
    ...{ id: name, name, kind: 'train', started: '', host: '' },
    seconds,
  });
  const times = [time('b', 1), time('a', 4), time('b', 2), time('a', 1), time('b', 9), time('a', 2), time('a', 8)];
  expect(totalTimes(times)).toEqual([
    { name: 'a', kind: 'train', count: 4, total: 15, median: 3, longest: 8 },
    { name: 'b', kind: 'train', count: 3, total: 12, median: 2, longest: 9 },
  ]);
});
