import type { RunRecord } from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import { UsageError } from './errors.ts';

/** The newest run of a campaign (or of any), or the run of that name. */
export async function findRun(store: Store, campaign: string | undefined, run?: string): Promise<RunRecord> {
  if (run !== undefined) {
    const record = await store.getRun(run);
    if (record === undefined) throw new UsageError(`there is no run '${run}'; umbra status lists them`);
    return record;
  }
  const [newest] = await store.listRuns(campaign);
  if (newest === undefined)
    throw new UsageError(
      campaign === undefined
        ? 'no run has ended yet; start one with umbra run'
        : `campaign '${campaign}' has no finished run; start one with umbra run ${campaign}`,
    );
  return newest;
}
