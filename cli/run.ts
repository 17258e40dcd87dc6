import { resolve } from 'node:path';
import { createResolver } from '../workers/resolver.ts';
import { cachedTasks } from '../workers/shape.ts';
import { runRecord } from '../workers/run-record.ts';
import type { CampaignInput, Plan, RunRecord } from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import type { Origin } from './client.ts';
import { exitCodes } from './errors.ts';
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
      ? await (await import('./run-on-engine.ts')).runOnEngine(store, plan, input, { ...options, origin }, say)
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
