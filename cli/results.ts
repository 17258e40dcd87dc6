import type { RunRecord } from '../schemas/index.ts';
import { collectResults } from '../report/results/collect.ts';
import { openRun } from '../report/results/run-artifacts.ts';
import { renderResults } from '../report/terminal/index.ts';
import type { Store } from '../store/index.ts';
import { printedResults } from '../schemas/results/index.ts';
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
  const found = await collectResults(await openRun(store, record));
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(printedResults(found))}\n`);
    return;
  }
  const width = process.stdout.isTTY ? process.stdout.columns : 160;
  process.stdout.write(`${renderResults(found, { width, full: options.full === true })}\n`);
}
