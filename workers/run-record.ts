import type { RecordInput, RunRecord, TaskRecord } from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import type { Resolver } from './resolver.ts';
import { trialRecords } from './study/records.ts';

/** How every task of the plan stands at the end of a run. */
export async function runRecord(store: Store, resolver: Resolver, input: RecordInput): Promise<RunRecord> {
  const { plan } = resolver;
  const failed = new Map(input.failed.map((failure) => [failure.index, failure]));
  const blocked = new Set(input.blocked);
  const tasks: Record<string, TaskRecord> = {};
  resolver.refresh();
  for (const [index, { id }] of plan.tasks.entries()) {
    const standing = await resolver.standing(index);
    const failure = failed.get(index);
    const key = 'key' in standing ? { key: standing.key } : {};
    if (failure !== undefined && standing.state !== 'cached')
      tasks[id] = { state: 'failed', ...key, error: { type: failure.type, message: failure.message } };
    else if (standing.state !== 'cached') tasks[id] = { state: blocked.has(index) ? 'blocked' : 'cancelled', ...key };
    else {
      const { started, seconds, resumed } = standing.entry;
      const state = started < input.started ? 'cached' : 'done';
      tasks[id] = { state, ...key, seconds, ...(state === 'cached' || resumed === undefined ? {} : { resumed }) };
    }
    Object.assign(tasks, await trialRecords({ store, resolver, index }, input.started));
  }
  const finished = new Date();
  return {
    run: input.run,
    campaign: input.campaign,
    title: plan.title,
    plan: input.plan,
    state: input.state,
    started: input.started,
    finished: finished.toISOString(),
    seconds: (finished.getTime() - Date.parse(input.started)) / 1000,
    tasks,
  };
}
