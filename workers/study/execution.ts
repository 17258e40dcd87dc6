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
  readonly mark: TrialMark;
  /** Where the study has a resource: a run goes on from the state of the same trial with less of it, and leaves its own. */
  readonly checkpoint?: NonNullable<ExecutionHooks['checkpoint']>;
}

export async function trialExecution(
  store: Store,
  plan: Resolver,
  study: number,
  run: TrialRun,
): Promise<TrialExecution> {
  const kinds = await kindsOf(plan.plan.plugins);
  const { resolver, tasks } = trialTasks(store, kinds, plan, study, run);
  const mark = { task: study, trial: resolver.plan.tasks[study]?.id ?? '' };
  const { resource } = (plan.plan.tasks[study] as PlannedTask).params as StudyParams;
  if (resource === null) return { resolver, tasks, mark };
  return {
    resolver,
    tasks,
    mark,
    checkpoint: { keep: true, ...(await before(store, kinds, plan, study, run)) },
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
