import type { Notice, NotifyInput, Plan, RunRecord } from '../../schemas/index.ts';

const mostFailures = 20;

/** What is sent: counts and reasons, never data. */
export function noticeOf(plan: Plan, input: Omit<NotifyInput, 'plan'>, record: RunRecord | undefined): Notice {
  const { run, state, retraining } = input;
  const tasks: Record<string, number> = {};
  const entries = Object.entries(record?.tasks ?? {});
  for (const [, task] of entries) tasks[task.state] = (tasks[task.state] ?? 0) + 1;
  const failed = entries.flatMap(([task, { error }]) => (error === undefined ? [] : [{ task, ...error }]));
  return {
    event: retraining === undefined ? 'run' : 'retraining',
    ...{ campaign: plan.campaign, title: plan.title, run, state },
    ...(record === undefined
      ? {}
      : { started: record.started, finished: record.finished, seconds: record.seconds, tasks }),
    ...(failed.length === 0 ? {} : { failed: failed.slice(0, mostFailures) }),
    ...(retraining === undefined ? {} : { retraining }),
  };
}
