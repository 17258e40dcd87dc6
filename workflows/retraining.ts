import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  executeChild,
  log,
  proxyActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type {
  CampaignInput,
  ChallengeInput,
  ChallengePlan,
  DecideInput,
  FailedTask,
  PlanReference,
  PlanRetrainingInput,
  RetrainingInput,
  RetrainingPlan,
  RetrainingResult,
  ScanResult,
  WalkResult,
} from '../schemas/index.ts';
import { campaignWorkflowId, heartbeatTimeout, taskQueueOf } from '../temporal/names.ts';
import { campaign } from './campaign.ts';
import { tellTargets } from './notify.ts';

interface Activities {
  scanSamples(input: RetrainingInput): Promise<ScanResult>;
  planRetraining(input: PlanRetrainingInput): Promise<RetrainingPlan>;
  planChallenge(input: ChallengeInput): Promise<ChallengePlan>;
  decideChampions(input: DecideInput): Promise<RetrainingResult>;
}

const activities = proxyActivities<Activities>({
  taskQueue: taskQueueOf('io'),
  startToCloseTimeout: '12 hours',
  heartbeatTimeout,
  retry: {
    initialInterval: '1s',
    maximumInterval: '1 minute',
    maximumAttempts: 10,
    nonRetryableErrorTypes: ['InputError'],
  },
});

/**
 * Looks at a campaign's samples and, when anything has changed, trains again: bad samples are set aside, the campaign runs over the good ones
 * (what is in the store is not done again), challengers meet champions on the same test events, and the rule decides. Every
 * step but the comparison of fingerprints is a campaign of its own or a light activity; results lie in the store.
 */
export async function retraining(input: RetrainingInput): Promise<RetrainingResult> {
  const { workflowId } = workflowInfo();
  const started = new Date().toISOString();
  const run = `${input.campaign}-${started.replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)}-retraining`;
  const scan = await activities.scanSamples(input);
  if (scan.state === 'unchanged')
    return { outcome: 'unchanged', message: `nothing has changed since run ${scan.run} of ${scan.at}`, run: scan.run };

  const runPlan = (name: string, plan: PlanReference, suffix: string, id: string): Promise<readonly FailedTask[]> =>
    runCampaign({ campaign: name, run: `${run}${suffix}`, plan, started }, id);
  const bad =
    scan.validation === null
      ? []
      : await runPlan(`${input.campaign}-samples`, scan.validation, '-samples', `${workflowId}/samples`);
  const { plan, sampleRecord, notify } = await activities.planRetraining({ input, scan: scan.scan, failed: bad });

  // The id that `umbra run` gives this plan: both never work on it at the same time.
  const failed = await runPlan(input.campaign, plan, '', campaignWorkflowId(input.campaign, plan.sha256.slice(0, 16)));
  const challenge = await activities.planChallenge({ input, plan, run });
  const failedToCompare =
    challenge.plan === null
      ? []
      : await runPlan(`${input.campaign}-challenge`, challenge.plan, '-challenge', `${workflowId}/challenge`);
  const result = await activities.decideChampions({
    ...{ input, plan, run, challenge, sampleRecord },
    fingerprint: scan.fingerprint,
    failed: [...failed, ...failedToCompare],
  });
  const state = failed.length > 0 ? 'failed' : 'completed';
  await tellTargets(notify[state], { plan, run, state, retraining: result });
  if (failed.length > 0)
    throw ApplicationFailure.nonRetryable(
      `${failed.length} task${failed.length === 1 ? '' : 's'} of run ${run} failed; ${result.message}`,
      'RetrainingFailed',
      result,
    );
  return result;
}

/** Runs a plan as a campaign and gives the tasks that failed. Waits while the same plan runs already. */
async function runCampaign(input: CampaignInput, workflowId: string): Promise<readonly FailedTask[]> {
  for (;;) {
    try {
      const { failed } = await executeChild(campaign, { workflowId, args: [input], memo: { run: input.run } });
      return failed;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) {
        log.info(`${workflowId} runs already; waiting for it`);
        await sleep('15 seconds');
        continue;
      }
      const failed = failedTasks(error);
      if (failed === undefined) throw error;
      return failed;
    }
  }
}

/** The failed tasks that a campaign ended with; undefined for any other failure. */
function failedTasks(error: unknown): readonly FailedTask[] | undefined {
  let cause = error;
  while ((cause instanceof ActivityFailure || cause instanceof ChildWorkflowFailure) && cause.cause !== undefined)
    cause = cause.cause;
  if (!(cause instanceof ApplicationFailure) || cause.type !== 'CampaignFailed') return undefined;
  const [result] = cause.details ?? [];
  return (result as WalkResult | undefined)?.failed;
}
