import type { Client, WorkflowHandle } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { CampaignInput } from '../schemas/index.ts';
import type { Origin } from './client.ts';
import { findCluster } from './cluster.ts';
import { UsageError } from './errors.ts';
import type { CommonOptions } from './places.ts';

/** A run whose workflow is open. */
export interface OpenRun {
  readonly handle: WorkflowHandle;
  readonly origin: Origin | undefined;
}

/** @throws UsageError when no open workflow belongs to the run */
export async function findRun(client: Client, run: string): Promise<OpenRun> {
  for await (const execution of client.workflow.list({
    query: `ExecutionStatus = 'Running' AND WorkflowType = 'campaign'`,
  })) {
    if (execution.memo?.run !== run) continue;
    const origin = execution.memo.origin as Origin | undefined;
    return { handle: client.workflow.getHandle(execution.workflowId), origin };
  }
  throw notOpen(run);
}

export const notOpen = (run: string): UsageError =>
  new UsageError(
    `run '${run}' is not under way. umbra status lists what is; a run that has ended goes on with umbra run <campaign>: only what failed or changed is done`,
  );

/** Does something with an open run, and closes the connection. */
export async function withOpenRun<T>(
  run: string,
  options: CommonOptions,
  work: (open: OpenRun) => Promise<T>,
): Promise<T> {
  const cluster = await findCluster(options);
  if (cluster === undefined) throw notOpen(run);
  const { connectClient } = await import('./client.ts');
  const client = await connectClient(cluster);
  try {
    return await work(await findRun(client, run));
  } finally {
    await client.connection.close();
  }
}

/** The input a workflow was started with, from the first event of its history. */
export async function startedWith(handle: WorkflowHandle): Promise<CampaignInput> {
  const { events } = await handle.fetchHistory();
  const payloads = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  const [input] = await decodeArrayFromPayloads(handle.client.options.loadedDataConverter, payloads);
  if (input === undefined) throw new Error('the workflow has no input');
  return input as CampaignInput;
}
