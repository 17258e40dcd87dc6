import {
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineUpdate,
  isCancellation,
  setHandler,
  startChild,
  workflowInfo,
  type ChildWorkflowHandle,
} from '@temporalio/workflow';
import type { CampaignInput, PlanReference, RetryRequest, WalkResult } from '../schemas/index.ts';
import { controls, groupWorkflowId } from '../temporal/names.ts';
import { pause, record, resolve } from './activities.ts';
import { pausedSignal, retrySignal, tell } from './control.ts';
import { group } from './group.ts';
import { tellTargets } from './notify.ts';
import { runShape, type ShapeRun } from './run-shape.ts';

export const pauseUpdate = defineUpdate(controls.pause);
export const resumeUpdate = defineUpdate(controls.resume);
export const retryUpdate = defineUpdate<readonly string[], [RetryRequest]>(controls.retry);

/**
 * One run of a campaign: resolves what is left to do, walks it, records how it ended. Ends `failed` with the list of
 * failed tasks when there are any (or waits for a `retry`, if asked to); what succeeded stays in the store and a new run redoes only the rest.
 */
export async function campaign(input: CampaignInput): Promise<WalkResult> {
  let { plan } = input;
  let planned = 0;
  try {
    const shape = await resolve({ plan, run: input.run });
    const groups = new Map<string, ChildWorkflowHandle<typeof group>>();
    const { workflowId } = workflowInfo();
    const run = runShape(shape, {
      plan,
      run: input.run,
      failedOutside: [],
      carried: input.carried ?? { single: { failed: [], blocked: [] }, groups: {} },
      runGroup: async (of, failed, current, given) => {
        const child = await startChild(group, {
          workflowId: groupWorkflowId(workflowId, of.group),
          args: [{ ...input, plan: current, group: of.group, failed, carried: { single: given, groups: {} } }],
        });
        groups.set(of.group, child);
        try {
          return await child.result();
        } finally {
          groups.delete(of.group);
        }
      },
      shouldStop: () => workflowInfo().continueAsNewSuggested,
    });
    const usePlan = (reference: PlanReference): void => {
      if (reference.sha256 !== plan.sha256) planned++;
      plan = reference;
    };
    const result = await underControl(run, groups, { input, usePlan, plan: () => plan });
    if (!run.isComplete()) await continueAsNew<typeof campaign>({ ...input, plan, carried: run.givenUp() });
    const { failed, blocked } = result;
    // What was done before a retry brought another plan may have been done with other parameters: one more pass makes all of one plan.
    if (planned > 0 && failed.length === 0) await continueAsNew<typeof campaign>({ ...input, plan });
    const state = failed.length > 0 ? 'failed' : 'completed';
    const recorded = await record({ ...input, plan, failed, blocked, state });
    await tellTargets(recorded?.notify, { plan, run: input.run, state });
    if (failed.length > 0)
      throw ApplicationFailure.nonRetryable(
        `${failed.length} task${failed.length === 1 ? '' : 's'} failed: ${failed.map(({ id }) => id).join(', ')}`,
        'CampaignFailed',
        result,
      );
    return result;
  } catch (error) {
    if (isCancellation(error))
      await CancellationScope.nonCancellable(() =>
        record({ ...input, plan, failed: [], blocked: [], state: 'cancelled' }),
      );
    throw error;
  }
}

/** Takes pause, resume and retry while a campaign runs; where it waits for them after failures, also then. */
async function underControl(
  run: ShapeRun,
  groups: ReadonlyMap<string, ChildWorkflowHandle<typeof group>>,
  context: { readonly input: CampaignInput; usePlan(plan: PlanReference): void; plan(): PlanReference },
): Promise<WalkResult> {
  const { input } = context;
  let paused = false;
  let retries = 0;
  const setPaused = async (value: boolean): Promise<void> => {
    paused = value;
    await pause({ run: input.run, paused: value });
    await Promise.all([run.setPaused(value), tell([...groups.values()], pausedSignal, value)]);
  };
  const refuse = (message: string): never => {
    throw ApplicationFailure.nonRetryable(message, 'Refused');
  };
  setHandler(pauseUpdate, () => setPaused(true), {
    validator: () => {
      if (paused) refuse('it is paused already');
    },
  });
  setHandler(resumeUpdate, () => setPaused(false), {
    validator: () => {
      if (!paused) refuse('it is not paused');
    },
  });
  setHandler(
    retryUpdate,
    async (request) => {
      if (request.plan !== undefined) context.usePlan(request.plan);
      const { tasks } = run.retry(request);
      if (tasks.length > 0) retries++;
      await tell([...groups.values()], retrySignal, request);
      return tasks;
    },
    {
      validator: (request: RetryRequest) => {
        const known = run.failures(request);
        if (known.length === 0 && groups.size === 0)
          refuse(
            request.tasks === undefined && request.groups === undefined
              ? 'nothing has failed'
              : 'none of these has failed',
          );
      },
    },
  );
  for (;;) {
    const before = retries;
    const result = await run.finished();
    if (result.failed.length === 0 || input.waitOnFailure !== true || !run.isComplete()) return result;
    if (retries > before) continue;
    const { failed, blocked } = result;
    await record({ ...input, plan: context.plan(), failed, blocked, state: 'waiting' });
    await condition(() => retries > before);
  }
}
