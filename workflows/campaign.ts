import {
  ApplicationFailure,
  executeChild,
  isCancellation,
  workflowInfo,
  CancellationScope,
} from '@temporalio/workflow';
import type { CampaignInput, WalkResult } from '../schemas/index.ts';
import { groupWorkflowId } from '../temporal/names.ts';
import { record, resolve } from './activities.ts';
import { group } from './group.ts';
import { runShape } from './run-shape.ts';

/**
 * One run of a campaign: resolves what is left to do, walks it, records how it ended. Ends `failed` with the list of
 * failed tasks when there are any; what succeeded stays in the store and a new run redoes only the rest.
 */
export async function campaign(input: CampaignInput): Promise<WalkResult> {
  const { workflowId } = workflowInfo();
  try {
    const shape = await resolve({ plan: input.plan, run: input.run });
    const result = await runShape(shape, {
      plan: input.plan,
      run: input.run,
      failedOutside: [],
      runGroup: (of, failed) =>
        executeChild(group, {
          workflowId: groupWorkflowId(workflowId, of.group),
          args: [{ ...input, group: of.group, failed }],
        }),
    });
    const { failed, blocked } = result;
    await record({ ...input, failed, blocked, state: failed.length > 0 ? 'failed' : 'completed' });
    if (failed.length > 0)
      throw ApplicationFailure.nonRetryable(
        `${failed.length} task${failed.length === 1 ? '' : 's'} failed: ${failed.map(({ id }) => id).join(', ')}`,
        'CampaignFailed',
        result,
      );
    return result;
  } catch (error) {
    if (isCancellation(error))
      await CancellationScope.nonCancellable(() => record({ ...input, failed: [], blocked: [], state: 'cancelled' }));
    throw error;
  }
}
