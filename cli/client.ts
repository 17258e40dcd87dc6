import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Client,
  Connection,
  WorkflowIdConflictPolicy,
  WorkflowFailedError,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  type WorkflowHandle,
} from '@temporalio/client';
import type { CampaignInput, WalkResult } from '../schemas/index.ts';
import {
  campaignWorkflowId,
  connectionOptions,
  dataConverter,
  workflowQueue,
  type Cluster,
} from '../temporal/index.ts';
import { installFolder } from './places.ts';

/** A client of the cluster; waits for a server that is just starting. */
export async function connectClient(cluster: Cluster): Promise<Client> {
  const converter = await dataConverter(process.env);
  for (let attempt = 1; ; attempt++) {
    try {
      const connection = await Connection.connect(connectionOptions(cluster));
      await connection.workflowService.describeNamespace({ namespace: cluster.namespace });
      return new Client({
        ...{ connection, namespace: cluster.namespace },
        ...(converter === undefined ? {} : { dataConverter: converter }),
      });
    } catch (error) {
      if (attempt >= 60) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt < 20 ? 50 : 500));
    }
  }
}

export interface StartedCampaign {
  readonly handle: WorkflowHandle;
  /** The run it belongs to: an earlier one's when the same plan was under way already. */
  readonly run: string;
  readonly resumed: boolean;
}

/** What a run was started from, so that it can be planned again after a fix. */
export interface Origin {
  readonly campaign: string;
  readonly data?: readonly string[];
  readonly seed?: string;
  readonly profile?: string;
}

/**
 * Starts a campaign's workflow, or attaches to the one that already runs this very plan: after Ctrl-C, a crash or a
 * restart of the server it goes on where it was. On an embedded server, workflows of the same campaign with another plan end: nobody
 * else waits for them.
 */
export async function startCampaign(
  client: Client,
  input: CampaignInput,
  { origin, embedded }: { readonly origin: Origin; readonly embedded: boolean },
): Promise<StartedCampaign> {
  const workflowId = campaignWorkflowId(input.campaign, input.plan.sha256.slice(0, 16));
  const code = await workflowCode();
  if (embedded)
    await Promise.all([endSuperseded(client, input.campaign, workflowId), endOlderCode(client, workflowId, code)]);
  const handle = await client.workflow.start('campaign', {
    workflowId,
    taskQueue: workflowQueue,
    args: [input],
    memo: { run: input.run, origin, code },
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
  });
  const { memo } = await handle.describe();
  const run = typeof memo?.run === 'string' ? memo.run : input.run;
  return { handle, run, resumed: run !== input.run };
}

/** The fingerprint of the workflows' code in this build. */
async function workflowCode(): Promise<string> {
  const code = await readFile(join(installFolder, 'dist', 'workflows.js'));
  return createHash('sha256').update(code).digest('hex').slice(0, 16);
}

/**
 * Ends a workflow that another build began: after an upgrade its history might not be what today's code would have made. All
 * that it did is in the store, so the workflow that takes its place loses nothing. In a cluster, worker versioning sees to it instead.
 */
async function endOlderCode(client: Client, workflowId: string, code: string): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  const found = await handle.describe().catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  });
  if (found?.status.name === 'RUNNING' && found.memo?.code !== code)
    await terminate(handle, 'Umbra was upgraded: the campaign begins anew from the store');
}

async function endSuperseded(client: Client, campaign: string, keep: string): Promise<void> {
  for await (const execution of client.workflow.list({
    query: `ExecutionStatus = 'Running' AND WorkflowType = 'campaign'`,
  })) {
    if (!execution.workflowId.startsWith(`umbra/${campaign}/`) || execution.workflowId === keep) continue;
    // A retraining waits for it.
    if (execution.parentExecution !== undefined) continue;
    await terminate(client.workflow.getHandle(execution.workflowId), 'superseded: the campaign changed');
  }
}

/** Ends a workflow, unless it has ended by itself meanwhile. */
async function terminate(handle: WorkflowHandle, reason: string): Promise<void> {
  await handle.terminate(reason).catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
}

/** Resolves when a campaign's workflow has ended, however, or when `signal` says that nobody waits any more. */
export async function campaignEnd(handle: WorkflowHandle, signal: AbortSignal): Promise<void> {
  await campaignResult(handle, signal).catch((error: unknown) => {
    if (!(error instanceof WorkflowFailedError) && !signal.aborted) throw error;
  });
}

/**
 * The result of a campaign, waiting through restarts of the server. Rejects with the workflow's own failure, or when
 * `signal` says that nobody waits any more.
 */
export async function campaignResult(handle: WorkflowHandle, signal?: AbortSignal): Promise<WalkResult> {
  for (;;) {
    try {
      return (await handle.result()) as WalkResult;
    } catch (error) {
      if (signal?.aborted === true || !isConnectionLoss(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

function isConnectionLoss(error: unknown): boolean {
  const texts: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) texts.push(`${cause.name} ${cause.message}`);
  return texts.some((text) =>
    /UNAVAILABLE|ECONNREFUSED|ECONNRESET|CANCELLED: |DEADLINE_EXCEEDED|connection/i.test(text),
  );
}
