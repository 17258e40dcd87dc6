import { ApplicationFailure } from '@temporalio/activity';
import { InputError, type PlannedTask, type Proposal, type ProposeInput } from '../../schemas/index.ts';
import type { EngineContext } from '../engine-activities.ts';
import { kindsOf } from '../kinds.ts';
import { concludeStudy } from './conclude.ts';
import { createSearchMemory, proposeTrials, studyEvent } from './propose.ts';

/** Light activities of the workflow `study`. */
export function studyActivities({ store, plans, runLog }: EngineContext): {
  propose(input: ProposeInput): Promise<Proposal>;
  conclude(input: ProposeInput): Promise<void>;
} {
  const searches = createSearchMemory();
  const contextOf = async ({ plan, index }: ProposeInput) => {
    const resolver = await plans(plan);
    return { store, resolver, index, kinds: await kindsOf(resolver.plan.plugins) };
  };
  return {
    propose: (input) =>
      told(async () => {
        const context = await contextOf(input);
        context.resolver.refresh();
        const search = searches(input.run, context);
        const proposal = await proposeTrials(context, search, input.failed);
        const study = context.resolver.plan.tasks[input.index] as PlannedTask;
        runLog.say(input.run, studyEvent(search, study, input.index));
        return proposal;
      }),
    conclude: (input) =>
      told(async () => {
        const context = await contextOf(input);
        context.resolver.refresh();
        const { seconds } = await concludeStudy(context, input.failed);
        runLog.say(input.run, { event: 'ended', task: input.index, state: 'done', seconds });
      }),
  };
}

/** A person's mistake is not tried again. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) throw ApplicationFailure.nonRetryable(error.message, 'InputError');
    throw error;
  }
}
