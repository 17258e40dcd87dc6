import { collectGarbage } from '../store/index.ts';
import { UsageError } from './errors.ts';
import { openStore, type CommonOptions } from './places.ts';

/** Keeps what the newest runs of each campaign reach and removes the rest. */
export async function gc(options: CommonOptions & { readonly keep: string; readonly dryRun?: boolean }): Promise<void> {
  const keep = Number(options.keep);
  if (!Number.isInteger(keep) || keep < 1)
    throw new UsageError(`--keep ${options.keep}: expected a whole number from 1`);
  const store = await openStore(options);
  const counts = new Map<string, number>();
  const keepRuns: string[] = [];
  for (const { run, campaign } of await store.listRuns()) {
    const count = counts.get(campaign) ?? 0;
    counts.set(campaign, count + 1);
    if (count < keep) keepRuns.push(run);
  }
  const report = await collectGarbage(store, { keepRuns, dryRun: options.dryRun === true });
  if (options.json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
  else
    process.stdout.write(
      `${options.dryRun === true ? 'would remove' : 'removed'} ${report.objects} artifacts (${(report.bytes / 1e6).toFixed(1)} MB), ` +
        `${report.actions} cache entries, ${report.checkpoints} checkpoints, ${report.temporary} temporary files; ` +
        `kept ${report.kept.objects} artifacts (${(report.kept.bytes / 1e6).toFixed(1)} MB) of ${keepRuns.length} runs\n`,
    );
}
