import { readFile } from 'node:fs/promises';
import { findCluster } from './cluster.ts';
import type { Plan } from '../schemas/index.ts';
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
  const { findRun, startedWith } = await import('./open-runs.ts');
  const client = await connectClient(cluster);
  const store = await openStore(options);
  const { handle } = await findRun(client, row.run);
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
