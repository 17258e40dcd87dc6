import { readFile } from 'node:fs/promises';
import { campaignWorkflowId } from '../temporal/index.ts';
import { findCluster } from './cluster.ts';
import type { CampaignInput, Plan } from '../schemas/index.ts';
import { UsageError } from './errors.ts';
import { follow } from './follow.ts';
import { openStore, type CommonOptions } from './places.ts';
import { runningRuns } from './status.ts';

/** Follows a run that is under way, from any terminal that sees the store; leaving it stops nothing. */
export async function watch(run: string | undefined, options: CommonOptions): Promise<void> {
  const rows = await runningRuns(options);
  const row = run === undefined ? rows[0] : rows.find((other) => other.run === run);
  if (row === undefined)
    throw new UsageError(
      run === undefined
        ? 'no campaign is running; umbra status lists the finished ones'
        : `run '${run}' is not running; umbra status lists the finished ones`,
    );
  const cluster = await findCluster(options);
  if (cluster === undefined) throw new UsageError(`the server of run '${row.run}' has just stopped`);
  const { connectClient, campaignResult } = await import('./client.ts');
  const client = await connectClient(cluster);
  const store = await openStore(options);
  const handle = client.workflow.getHandle(await workflowIdOf(client, row.campaign, row.run));
  const input = await startedWith(handle);
  const plan = JSON.parse(await readFile(await store.objectPath(input.plan), 'utf8')) as Plan;
  process.stderr.write(`${plan.title}: run ${row.run} (Ctrl-C leaves it running)\n`);
  const follower = follow(store, plan, row.run, { quiet: false, json: options.json === true });
  await campaignResult(handle).catch(() => undefined);
  await follower.stop();
  const record = await store.getRun(row.run);
  process.stderr.write(`run ${row.run} ${record?.state ?? 'ended'}\n`);
  await client.connection.close();
}

type ConnectedClient = Awaited<ReturnType<(typeof import('./client.ts'))['connectClient']>>;

async function workflowIdOf(client: ConnectedClient, campaign: string, run: string): Promise<string> {
  const prefix = campaignWorkflowId(campaign, '');
  for await (const execution of client.workflow.list({
    query: `ExecutionStatus = 'Running' AND WorkflowType = 'campaign'`,
  }))
    if (execution.workflowId.startsWith(prefix) && execution.memo?.run === run) return execution.workflowId;
  throw new UsageError(`run '${run}' has just ended`);
}

/** The input a workflow was started with, from the first event of its history. */
async function startedWith(handle: ReturnType<ConnectedClient['workflow']['getHandle']>): Promise<CampaignInput> {
  const { events } = await handle.fetchHistory();
  const data = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
  if (!data) throw new Error('the workflow has no input');
  return JSON.parse(Buffer.from(data).toString('utf8')) as CampaignInput;
}
