import type { CampaignInput, Plan, RunRecord } from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import type { Origin } from './client.ts';
import { findCluster } from './cluster.ts';
import { startEngine } from './engine.ts';
import { exitCodes, UsageError } from './errors.ts';
import { follow } from './follow.ts';
import type { RunOptions } from './run.ts';

/**
 * Runs a planned campaign on a cluster, with a server and a worker of its own where nobody else has them, and follows it.
 * The record of its end is absent when it was left while it runs.
 */
export async function runOnEngine(
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
  const starting = startEngine({
    ...options,
    ...(options.detach === true ? { worker: false } : {}),
    plugins: plan.plugins,
    notice: (text) => {
      note(`note: ${text}`);
    },
  });
  // Temporal's client is loaded while server and worker start.
  const [engine, { campaignEnd, connectClient, startCampaign }] = await Promise.all([starting, import('./client.ts')]);
  const interrupted = interruption();
  const over = new AbortController();
  const stop = (): Promise<void> => {
    over.abort();
    return engine.stop();
  };
  try {
    const client = await connectClient(engine.cluster);
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
    const outcome = await Promise.race([campaignEnd(handle, over.signal).then(() => 'ended' as const), interrupted]);
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
