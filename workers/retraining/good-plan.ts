import { readFile } from 'node:fs/promises';
import {
  InputError,
  type CatalogueEntry,
  type FailedTask,
  type Plan,
  type PlanRetrainingInput,
  type QuarantinedSample,
  type RetrainingPlan,
  type RetrainingState,
} from '../../schemas/index.ts';
import { targetsFor } from '../notify/targets.ts';
import { openCampaign, planOver, storePlan } from '../preparation/index.ts';
import { sampleName } from './entries.ts';
import {
  entriesOf,
  onlyEntries,
  sampleAxes,
  sourceHashes,
  sourcesOf,
  type RetrainingContext,
  type ScanRecord,
} from './scan.ts';

/** Errors that say nothing about a sample: the retraining fails and can be tried again. */
const notTheSample = new Set([
  'ResourceError',
  'StoreError',
  'TimeoutFailure',
  'TerminatedFailure',
  'CancelledFailure',
]);

export type SampleRecord = Pick<RetrainingState, 'samples' | 'quarantined'>;

/**
 * Plans the campaign over the samples that are good: those that the scan set aside and those whose reading failed are left out.
 * @throws InputError `no-good-sample`, `lost-samples`; Error when the validation failed for a reason of its own
 */
export async function planRetraining(
  { store, state, kindsOf }: RetrainingContext,
  { input, scan, failed }: PlanRetrainingInput,
): Promise<RetrainingPlan> {
  const record = JSON.parse(await readFile(await store.objectPath(scan), 'utf8')) as ScanRecord;
  const other = failed.find(({ type }) => notTheSample.has(type));
  if (other !== undefined) throw new Error(`the samples could not be validated: ${other.id}: ${other.message}`);
  const sources = sourcesOf(input);
  const opened = await openCampaign(sources, kindsOf);
  const scanned = record.catalogue ?? undefined;
  const all = await planOver(opened, scanned, sources, state);
  const hashes = sourceHashes(all);
  const reasons = reasonsOf(failed, all, entriesOf(scanned), sampleAxes(opened));
  const quarantined: QuarantinedSample[] = [
    ...record.quarantined,
    ...[...reasons].map(([{ dsid, file }, reason]) => ({
      ...{ sample: String(dsid), file, reason },
      sha256: hashes.get(file) ?? null,
    })),
  ];
  const good = onlyEntries(scanned, (entry) => !reasons.has(entry));
  if (scanned !== undefined && good?.samples.length === 0)
    throw new InputError('no-good-sample', `none of the ${quarantined.length} samples is good`, {
      place: { file: opened.catalogues[0] ?? input.path },
      expected: 'at least one',
      mend: `see the first: ${quarantined[0]?.reason ?? ''}`,
    });
  const plan = reasons.size === 0 ? all : await planOver(opened, good, sources, state);
  const samples = Object.fromEntries(
    entriesOf(good).flatMap((entry) => {
      const sha256 = hashes.get(entry.file);
      return sha256 === undefined ? [] : [[sampleName(entry), sha256]];
    }),
  );
  if (!input.withoutLost) requireNothingLost((await store.getModels(plan.campaign))?.retraining, quarantined);
  const sampleRecord: SampleRecord = { samples, quarantined };
  return {
    plan: await storePlan(store, plan),
    samples: entriesOf(good).length,
    quarantined: quarantined.length,
    notify: { completed: targetsFor(plan, 'completed'), failed: targetsFor(plan, 'failed') },
    sampleRecord: await store.putBytes(Buffer.from(JSON.stringify(sampleRecord))),
  };
}

/** Why samples are bad: the first failure of each. What fails for a file is wrong with all samples that share it. */
function reasonsOf(
  failed: readonly FailedTask[],
  plan: Plan,
  entries: readonly CatalogueEntry[],
  axes: ReadonlySet<string>,
): ReadonlyMap<CatalogueEntry, string> {
  const byId = new Map(plan.tasks.map((task) => [task.id, task]));
  const reasons = new Map<CatalogueEntry, string>();
  for (const { id, message } of failed) {
    const { axis } = byId.get(id) ?? {};
    const { file, dsid } = axis?.attributes ?? {};
    const found = entries.filter((one) => one.file === file && (dsid === undefined || one.dsid === dsid));
    if (axis === undefined || !axes.has(axis.name) || found.length === 0)
      throw new Error(`the samples could not be validated: ${id}: ${message}`);
    for (const entry of found) if (!reasons.has(entry)) reasons.set(entry, message);
  }
  return reasons;
}

/** A sample that was good must not vanish unnoticed: without one of its backgrounds every network looks better. */
function requireNothingLost(last: RetrainingState | undefined, quarantined: readonly QuarantinedSample[]): void {
  const before = last?.samples ?? {};
  const lost = quarantined.filter(
    ({ sample, file }) => sampleName({ dsid: Number(sample), file, kind: 'data' }) in before,
  );
  if (lost.length === 0) return;
  throw new InputError(
    'lost-samples',
    `${lost.length} sample${lost.length === 1 ? '' : 's'} of the last retraining (${last?.run ?? ''}) ${lost.length === 1 ? 'is' : 'are'} bad now: ` +
      lost
        .slice(0, 5)
        .map(({ sample, reason }) => `${sample} (${reason})`)
        .join('; '),
    {
      expected: 'every sample that was good to be good still, or gone from the catalogue',
      mend: 'mend the files, take the entries out of the catalogue, or make the schedule with --without-lost',
    },
  );
}
