import { studyKind, type RunRecord } from '../schemas/index.ts';
import { collectResults } from '../report/results/collect.ts';
import { openRun } from '../report/results/run-artifacts.ts';
import { renderResults } from '../report/terminal/index.ts';
import { renderStudy } from '../report/terminal/study.ts';
import type { Store } from '../store/index.ts';
import { printedResults, studyResult } from '../schemas/results/index.ts';
import { openStore, type CommonOptions } from './places.ts';
import { describeResumed } from './resumed.ts';
import { findRun } from './runs.ts';

interface ResultsOptions extends CommonOptions {
  readonly run?: string;
  readonly full?: boolean;
}

/** Prints the results of the newest run of a campaign, or of the run named. */
export async function results(campaign: string, options: ResultsOptions): Promise<void> {
  const store = await openStore(options);
  const record = await findRun(store, campaign, options.run);
  await showResults(store, record, options);
  const resumed = describeResumed(record);
  if (resumed !== undefined && options.json !== true) process.stdout.write(`${resumed}\n`);
}

export async function showResults(store: Store, record: RunRecord, options: ResultsOptions): Promise<void> {
  const run = await openRun(store, record);
  const found = await collectResults(run);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(printedResults(found))}\n`);
    return;
  }
  const width = process.stdout.isTTY ? process.stdout.columns : 160;
  const studies = await run.ofKind(studyKind);
  const tables = await Promise.all(
    studies.map(async (one) =>
      renderStudy(one.task.id, await run.json(one, 'study', studyResult), width, options.full === true ? Infinity : 10),
    ),
  );
  const others = found.categories.length > 0 || tables.length === 0;
  const parts = [...(others ? [renderResults(found, { width, full: options.full === true })] : []), ...tables];
  process.stdout.write(`${parts.join('\n\n')}\n`);
}
