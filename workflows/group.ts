import { continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { GroupInput, WalkResult } from '../schemas/index.ts';
import { resolve } from './activities.ts';
import { pausedSignal, retrySignal } from './control.ts';
import { runShape } from './run-shape.ts';

/** The tasks of one fan-out value (a category, say) as a child workflow with a history of its own. */
export async function group(input: GroupInput): Promise<WalkResult> {
  let { plan } = input;
  const shape = await resolve({ plan: input.plan, run: input.run, group: input.group });
  const run = runShape(shape, {
    plan: input.plan,
    run: input.run,
    failedOutside: input.failed,
    carried: input.carried ?? { single: { failed: [], blocked: [] }, groups: {} },
    runGroup: () => Promise.reject(new Error('groups have no groups inside')),
    shouldStop: () => workflowInfo().continueAsNewSuggested,
  });
  setHandler(pausedSignal, (paused) => run.setPaused(paused));
  setHandler(retrySignal, (request) => {
    plan = request.plan ?? plan;
    const whole = request.groups?.includes(input.group) === true;
    run.retry(whole ? {} : request);
  });
  const result = await run.finished();
  if (!run.isComplete()) await continueAsNew<typeof group>({ ...input, plan, carried: run.givenUp() });
  return result;
}
