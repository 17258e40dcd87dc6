import type { ActionEntry, FailedRun } from '../../schemas/index.ts';
import type { Execution, ExecutionHooks } from '../executor.ts';
import { kindsOf } from '../kinds.ts';
import type { Resolver } from '../resolver.ts';
import type { Store } from '../../store/index.ts';
import { concludeStudy } from './conclude.ts';
import { followStudy, searchOf } from './follow.ts';
import { trialTasks } from './trial-tasks.ts';

/**
 * Makes a study's outputs again where a task that reads them finds them lost: its trials are in the store as a rule, and what is not is run here, one
 * after another.
 */
export async function runStudyInline(
  store: Store,
  resolver: Resolver,
  index: number,
  hooks: ExecutionHooks,
  ensure: (resolver: Resolver, index: number, hooks: ExecutionHooks) => Promise<Execution>,
): Promise<ActionEntry> {
  const context = { store, resolver, index, kinds: await kindsOf(resolver.plan.plugins) };
  const search = searchOf(context);
  const failed: FailedRun[] = [];
  for (;;) {
    const { missing } = await followStudy(context, search, failed, 1);
    const [run] = missing;
    if (run === undefined) return concludeStudy(context, failed);
    const { resolver: derived, tasks } = trialTasks(store, context.kinds, resolver, index, run);
    try {
      for (const task of tasks) await ensure(derived, task, hooks);
    } catch (error) {
      const { trial, stage, execution, budget } = run;
      if (!(error instanceof Error) || !isBadInput(error)) throw error;
      failed.push({ trial, stage, execution, budget, type: 'InputError', message: error.message });
    }
  }
}

/** Thrown here, or told by a task child. */
function isBadInput(error: Error): boolean {
  const told = 'failure' in error ? (error.failure as { readonly type?: unknown }).type : undefined;
  return error.name === 'InputError' || told === 'InputError';
}
