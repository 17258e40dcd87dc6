import { studyKind, type TaskRecord } from '../../schemas/index.ts';
import { kindsOf } from '../kinds.ts';
import { trialsPort } from './conclude.ts';
import { followStudy, searchOf, type StudyContext } from './follow.ts';
import { trialTasks } from './trial-tasks.ts';

/**
 * The records of a study's trials, by id: of a study that has ended, what its manifest names; of another, what of it is in the store. So `gc`
 * keeps them, and `status` and `lineage` know them.
 */
export async function trialRecords(
  context: Pick<StudyContext, 'store' | 'resolver' | 'index'>,
  started: string,
): Promise<Readonly<Record<string, TaskRecord>>> {
  const { store, resolver, index } = context;
  if (resolver.plan.tasks[index]?.kind !== studyKind) return {};
  const standing = await resolver.standing(index);
  const records: Record<string, TaskRecord> = {};
  const add = async (task: string, key: string): Promise<void> => {
    const entry = await store.getAction(key);
    if (entry === undefined) return;
    records[task] = { state: entry.started < started ? 'cached' : 'done', key, seconds: entry.seconds };
  };
  if (standing.state === 'cached') {
    for (const { port, from } of standing.entry.inputs)
      if (port === trialsPort && 'key' in from) await add(from.task, from.key);
  } else if (standing.state === 'ready') await addStored({ store, resolver, index }, add);
  return records;
}

async function addStored(
  context: Omit<StudyContext, 'kinds'>,
  add: (task: string, key: string) => Promise<void>,
): Promise<void> {
  const { store, resolver, index } = context;
  const kinds = await kindsOf(resolver.plan.plugins);
  const { stored } = await followStudy({ ...context, kinds, takesStock: true }, searchOf(context), []);
  for (const run of stored) {
    const tasks = trialTasks(store, kinds, resolver, index, run);
    for (const task of tasks.tasks) {
      const standing = await tasks.resolver.standing(task);
      if ('key' in standing) await add(tasks.resolver.plan.tasks[task]?.id ?? '', standing.key);
    }
  }
}

/**
 * How many runs of a study are in the store, of those that it can tell already, and how many more are but for their score: after a change of the
 * tasks that score.
 */
export async function storedRuns(
  context: Omit<StudyContext, 'kinds'>,
): Promise<{ readonly whole: number; readonly unscored: number }> {
  const { store, resolver, index } = context;
  const kinds = await kindsOf(resolver.plan.plugins);
  const { stored, missing } = await followStudy({ ...context, kinds, takesStock: true }, searchOf(context), []);
  let unscored = 0;
  for (const run of missing) {
    const tasks = trialTasks(store, kinds, resolver, index, run);
    if (tasks.tasks.length > 1 && (await tasks.resolver.standing(index)).state === 'cached') unscored++;
  }
  return { whole: stored.length, unscored };
}
