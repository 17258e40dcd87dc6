import { resolve } from 'node:path';
import {
  InputError,
  isSource,
  type Catalogue,
  type CatalogueEntry,
  type Plan,
  type QuarantinedSample,
  type RetrainingInput,
  type ScanResult,
} from '../../schemas/index.ts';
import type { Store } from '../../store/index.ts';
import {
  hashSources,
  openCampaign,
  planOver,
  storePlan,
  type CampaignSources,
  type KindsOf,
  type OpenedCampaign,
} from '../preparation/index.ts';
import { readEntries } from './entries.ts';
import { fingerprintOf } from './fingerprint.ts';
import { validationPlan } from './sub-plan.ts';

/** What a scan found, as it is kept in the store for the next step. */
export interface ScanRecord {
  readonly catalogue: Catalogue | null;
  readonly quarantined: readonly QuarantinedSample[];
}

export interface RetrainingContext {
  readonly store: Store;
  /** Folder in which the hashes of source files are remembered. */
  readonly state: string;
  readonly kindsOf: KindsOf;
}

export function sourcesOf({ path, data, seed, profile }: RetrainingInput): CampaignSources {
  return {
    path,
    ...(data.length === 0 ? {} : { data }),
    ...(seed === undefined ? {} : { seed }),
    ...(profile === undefined ? {} : { profile }),
  };
}

/** The axes whose values stand for samples, or for the files that samples share. */
export function sampleAxes({ campaign }: OpenedCampaign): ReadonlySet<string> {
  const { axes } = campaign.file;
  return new Set(
    Object.entries(axes).flatMap(([name, axis]) =>
      'from' in axis || ('of' in axis && axis.distinct.includes('file')) ? [name] : [],
    ),
  );
}

/** Scans the catalogues: has anything changed since the last retraining, and which samples are to be looked at? */
export async function scanSamples(context: RetrainingContext, input: RetrainingInput): Promise<ScanResult> {
  const { store, state } = context;
  const sources = sourcesOf(input);
  const opened = await openCampaign(sources, context.kindsOf);
  const name = opened.campaign.file.campaign;
  if (name !== input.campaign)
    throw new InputError('campaign-name', `this campaign is called '${name}' now`, {
      place: { file: input.path },
      expected: `'${input.campaign}', for which the schedule was made`,
      mend: 'give it its name back, or make a schedule for the new one',
    });
  const read = await readEntries(opened.catalogues, opened.roots);
  const present = await withoutUnreadable(read.catalogue, opened, state);
  const planned = await planLeavingOut(opened, present.catalogue, sources, state);
  const quarantined = [...read.quarantined, ...present.quarantined, ...planned.quarantined];
  const fingerprint = fingerprintOf(planned.plan, quarantined);
  const last = (await store.getModels(name))?.retraining;
  if (last?.complete === true && last.fingerprint === fingerprint)
    return { state: 'unchanged', fingerprint, run: last.run, at: last.at };
  const record: ScanRecord = { catalogue: planned.catalogue ?? null, quarantined };
  const validation = validationPlan(planned.plan, sampleAxes(opened));
  return {
    state: 'changed',
    fingerprint,
    scan: await store.putBytes(Buffer.from(JSON.stringify(record))),
    samples: entriesOf(planned.catalogue).length,
    validation: validation === undefined ? null : await storePlan(store, validation),
  };
}

export const entriesOf = (catalogue: Catalogue | undefined): readonly CatalogueEntry[] =>
  catalogue === undefined ? [] : [...catalogue.samples, ...(catalogue.data === undefined ? [] : [catalogue.data])];

/** The catalogue with those entries only. */
export function onlyEntries(
  catalogue: Catalogue | undefined,
  keep: (entry: CatalogueEntry) => boolean,
): Catalogue | undefined {
  if (catalogue === undefined) return undefined;
  const { data, ...rest } = catalogue;
  const kept = data !== undefined && keep(data) ? { data } : {};
  return { ...rest, samples: catalogue.samples.filter(keep), ...kept };
}

async function withoutUnreadable(
  catalogue: Catalogue | undefined,
  { catalogues }: OpenedCampaign,
  state: string,
): Promise<{ readonly catalogue: Catalogue | undefined; readonly quarantined: readonly QuarantinedSample[] }> {
  const folder = resolve(catalogues[0] ?? '.', '..');
  const entries = entriesOf(catalogue);
  const found = await hashSources(state, folder, [...new Set(entries.map(({ file }) => file))]);
  const missing = entries.filter(({ file }) => !found.has(file));
  return {
    catalogue: onlyEntries(catalogue, ({ file }) => found.has(file)),
    quarantined: missing.map(({ dsid, file }) => ({
      ...{ sample: String(dsid), file, sha256: null },
      reason: `cannot read ${resolve(folder, file)}`,
    })),
  };
}

/** Plans the campaign; entries with which it cannot be planned are set aside, one after another. */
async function planLeavingOut(
  opened: OpenedCampaign,
  all: Catalogue | undefined,
  sources: CampaignSources,
  state: string,
): Promise<{
  readonly plan: Plan;
  readonly catalogue: Catalogue | undefined;
  readonly quarantined: readonly QuarantinedSample[];
}> {
  const quarantined: QuarantinedSample[] = [];
  let catalogue = all;
  for (;;) {
    try {
      return { plan: await planOver(opened, catalogue, sources, state), catalogue, quarantined };
    } catch (error) {
      const culprit = error instanceof InputError ? culpritOf(error, entriesOf(catalogue)) : undefined;
      if (culprit === undefined || entriesOf(catalogue).length < 2) throw error;
      const { dsid, file } = culprit;
      quarantined.push({ sample: String(dsid), file, sha256: null, reason: (error as Error).message });
      catalogue = onlyEntries(catalogue, (entry) => entry !== culprit);
    }
  }
}

/** The entry that an error of planning is about; of two with the same id, the later one. */
function culpritOf({ detail }: InputError, entries: readonly CatalogueEntry[]): CatalogueEntry | undefined {
  const sample = detail.place?.sample;
  return sample === undefined
    ? undefined
    : entries.findLast(({ dsid, file }) => sample === file || sample === String(dsid));
}

/** sha256 of each source file of a plan, by the path as the plan has it. */
export function sourceHashes(plan: Plan): ReadonlyMap<string, string> {
  return new Map(
    plan.tasks.flatMap(({ inputs }) =>
      Object.values(inputs)
        .filter(isSource)
        .flatMap(({ file, sha256 }) => (sha256 === null ? [] : [[file, sha256] as const])),
    ),
  );
}
