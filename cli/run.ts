import { resolve } from 'node:path';
import { WorkflowFailedError } from '@temporalio/client';
import { createResolver } from '../workers/resolver.ts';
import { cachedTasks } from '../workers/shape.ts';
import { runRecord } from '../workers/engine-activities.ts';
import type { CampaignInput, Plan, RunRecord } from '../schemas/index.ts';
import { campaignWorkflowId } from '../temporal/index.ts';
import type { Store } from '../store/index.ts';
import { campaignResult, cancelSuperseded, connectClient, startCampaign, type Origin } from './client.ts';
import { startEngine } from './engine.ts';
import { findCluster } from './cluster.ts';
import { exitCodes, UsageError } from './errors.ts';
import { follow } from './follow.ts';
import { healing } from './healing.ts';
import { campaignPath, openStore } from './places.ts';
import { prepare, storePlan, type PlanOptions } from './prepare.ts';
import { describeResumed } from './resumed.ts';
import { showResults } from './results.ts';

export interface RunOptions extends PlanOptions {
  readonly slots?: string;
  readonly quiet?: boolean;
  readonly waitOnFailure?: boolean;
  /** False: workers elsewhere do the work. */
  readonly worker?: boolean;
  /** Start it, and leave. */
  readonly detach?: boolean;
}

/** Runs a campaign to its end and shows the results; what turns out to be damaged in the store is made again. */
export async function run(argument: string, options: RunOptions): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  await healing(await openStore(options), say, () => runOnce(argument, options));
}

/** A campaign that is in the store already needs no server. */
async function runOnce(argument: string, options: RunOptions): Promise<void> {
  const started = new Date();
  const say = (text: string): void => {
    if (options.quiet !== true) process.stderr.write(`${text}\n`);
  };
  const [{ plan, notices }, store] = await Promise.all([prepare(argument, options), openStore(options)]);
  for (const notice of notices) say(`note: ${notice}`);
  const reference = await storePlan(store, plan);
  const input: CampaignInput = {
    campaign: plan.campaign,
    run: runName(plan.campaign, started),
    plan: reference,
    started: started.toISOString(),
    ...(options.waitOnFailure === true ? { waitOnFailure: true } : {}),
  };
  const origin: Origin = {
    campaign: resolve(campaignPath(argument)),
    ...(options.data === undefined ? {} : { data: options.data.map((folder) => resolve(folder)) }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  };
  const cached = await recordIfCached(store, plan, input);
  const { record, stopped } =
    cached === undefined
      ? await runOnEngine(store, plan, input, { ...options, origin }, say)
      : { record: cached, stopped: Promise.resolve() };
  // Worker and server end while the results are shown.
  try {
    if (record !== undefined) await finish(store, plan, record, options, say);
  } finally {
    await stopped;
  }
}

function runName(campaign: string, started: Date): string {
  return `${campaign}-${started.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)}-${process.pid}`;
}

/** When every task is cached the run is over before it began: it is recorded like any other. */
async function recordIfCached(store: Store, plan: Plan, input: CampaignInput): Promise<RunRecord | undefined> {
  const resolver = createResolver(store, plan);
  const cached = await cachedTasks(resolver, [...plan.tasks.keys()]);
  if (cached.size < plan.tasks.length) return undefined;
  const record = await runRecord(store, resolver, { ...input, failed: [], blocked: [], state: 'completed' });
  await store.putRun(record);
  return record;
}

async function runOnEngine(
  store: Store,
  plan: Plan,
  input: CampaignInput,
  options: RunOptions & { readonly origin: Origin },
  say: (text: string) => void,
): Promise<{ readonly record: RunRecord | undefined; readonly stopped: Promise<void> }> {
  let note = say;
  if (options.detach === true && (await findCluster(options)) === undefined)
    throw new UsageError(
      '--detach leaves the run to a server and workers that are up: set TEMPORAL_ADDRESS, or start umbra dev and umbra worker',
    );
  const engine = await startEngine({
    ...options,
    ...(options.detach === true ? { worker: false } : {}),
    plugins: plan.plugins,
    notice: (text) => {
      note(`note: ${text}`);
    },
  });
  const interrupted = interruption();
  const over = new AbortController();
  const stop = (): Promise<void> => {
    over.abort();
    return engine.stop();
  };
  try {
    const client = await connectClient(engine.cluster);
    if (engine.embedded)
      await cancelSuperseded(client, plan.campaign, campaignWorkflowId(plan.campaign, input.plan.sha256.slice(0, 16)));
    const {
      handle,
      run: runId,
      resumed,
    } = await startCampaign(client, input, {
      origin: options.origin,
      embedded: engine.embedded,
    });
    say(
      `${plan.title}${plan.profile === undefined ? '' : ` (profile ${plan.profile})`}: ${plan.tasks.length} tasks, run ${runId}${resumed ? ' (goes on where it was left)' : ''}` +
        (engine.uiAddress === undefined ? '' : `, Temporal's web page: ${engine.uiAddress}`),
    );
    if (options.detach === true) {
      say(`umbra watch ${runId} follows it`);
      if (options.json === true) process.stdout.write(`${JSON.stringify({ run: runId })}\n`);
      return { record: undefined, stopped: stop() };
    }
    const follower = follow(store, plan, runId, { quiet: options.quiet === true });
    note = (text) => {
      follower.note(text);
    };
    const outcome = await Promise.race([
      campaignResult(handle, over.signal).then(
        () => 'ended' as const,
        (error: unknown) => {
          if (error instanceof WorkflowFailedError || over.signal.aborted) return 'ended' as const;
          throw error;
        },
      ),
      interrupted,
    ]);
    await follower.stop();
    if (outcome === 'interrupted') {
      say(`\ninterrupted: nothing is lost. To go on: the same command again (umbra run ${plan.campaign})`);
      process.exitCode = exitCodes.interrupted;
      return { record: undefined, stopped: stop() };
    }
    const record = await store.getRun(runId);
    if (record === undefined) throw new Error(`run ${runId} ended without a record; see ${store.location}/../logs`);
    return { record, stopped: stop() };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function interruption(): Promise<'interrupted'> {
  return new Promise((resolve) => {
    const onSignal = (): void => {
      process.once('SIGINT', () => process.exit(exitCodes.interrupted));
      resolve('interrupted');
    };
    process.once('SIGINT', onSignal);
    process.once('SIGTERM', onSignal);
    // The terminal was closed.
    process.once('SIGHUP', onSignal);
  });
}

async function finish(
  store: Store,
  plan: Plan,
  record: RunRecord,
  options: RunOptions,
  progress: (text: string) => void,
): Promise<void> {
  // What went wrong is told, however quiet it is to be.
  const say = record.state === 'completed' ? progress : (text: string) => void process.stderr.write(`${text}\n`);
  const states = Object.values(record.tasks).map(({ state }) => state);
  const count = (state: string): number => states.filter((other) => other === state).length;
  const failures = Object.entries(record.tasks).filter(([, { state }]) => state === 'failed');
  for (const [id, { error }] of failures.slice(0, 10))
    say(`failed: ${id}: ${error?.type ?? ''}: ${error?.message ?? ''}`);
  if (failures.length > 10) say(`... and ${failures.length - 10} more that failed`);
  await showResults(store, record, options);
  const resumed = describeResumed(record);
  if (resumed !== undefined) say(resumed);
  const summary = (['done', 'cached', 'failed', 'blocked', 'cancelled'] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${state}`);
  say(`run ${record.run} ${record.state} in ${record.seconds.toFixed(1)} s: ${summary.join(', ')}`);
  const report = await reportPath(store, plan, record, options);
  if (report !== undefined) say(`report: ${report}`);
  if (record.state !== 'completed') process.exitCode = exitCodes.failed;
}

/** A copy of the report page under the state folder, with a name that a browser opens. */
async function reportPath(
  store: Store,
  plan: Plan,
  record: RunRecord,
  options: RunOptions,
): Promise<string | undefined> {
  if (plan.report === undefined) return undefined;
  const { writeReport } = await import('./report-copy.ts');
  return writeReport(store, plan, plan.report, record, options);
}
