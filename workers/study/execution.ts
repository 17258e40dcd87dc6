import type { PlannedTask, StudyParams, TrialRun } from '../../schemas/index.ts';
import type { Store } from '../../store/index.ts';
import type { ExecutionHooks } from '../executor.ts';
import { kindsOf } from '../kinds.ts';
import type { Resolver } from '../resolver.ts';
import { trialTasks } from './trial-tasks.ts';

/** How events name a task that a study tries. */
export interface TrialMark {
  /** The study. */
  readonly task: number;
  readonly trial: string;
}

/** What an activity runs for one run of a trial. */
export interface TrialExecution {
  readonly resolver: Resolver;
  readonly tasks: readonly number[];
  /** How events name a task of it: the trial, or one that scores it. */
  mark(index: number): TrialMark;
  /** How a failure of a task that scores begins; empty for the trial itself. */
  prefix(index: number): string;
  /** Where the study has a resource: the trial goes on from the state of the same one with less of it, and leaves its own. */
  checkpoint(index: number): ExecutionHooks['checkpoint'];
}

/** @param wanted those of the run's tasks to run; absent: all */
export async function trialExecution(
  store: Store,
  plan: Resolver,
  study: number,
  run: TrialRun,
  wanted?: readonly number[],
): Promise<TrialExecution> {
  const kinds = await kindsOf(plan.plan.plugins);
  const { resolver, tasks } = trialTasks(store, kinds, plan, study, run);
  const { resource } = (plan.plan.tasks[study] as PlannedTask).params as StudyParams;
  const kept = resource === null ? undefined : { keep: true, ...(await before(store, kinds, plan, study, run)) };
  return {
    resolver,
    tasks: wanted ?? tasks,
    mark: (index) => ({ task: study, trial: resolver.plan.tasks[index]?.id ?? '' }),
    prefix: (index) => (index === study ? '' : `${(resolver.plan.tasks[index]?.id ?? '').replace(/^.*#[^:]*:/, '')}: `),
    checkpoint: (index) => (index === study ? kept : undefined),
  };
}

/** The key of the stage before this one. */
async function before(
  store: Store,
  kinds: Parameters<typeof trialTasks>[1],
  plan: Resolver,
  study: number,
  run: TrialRun,
): Promise<{ readonly from?: string }> {
  if (run.previous === undefined) return {};
  const earlier = trialTasks(store, kinds, plan, study, { ...run, stage: run.stage - 1, budget: run.previous });
  const standing = await earlier.resolver.standing(study);
  return 'key' in standing ? { from: standing.key } : {};
}
