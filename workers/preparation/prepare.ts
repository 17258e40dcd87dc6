import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { attachSources, planCampaign, sourceFiles } from '../../planning/index.ts';
import { canonicalJson, type Catalogue, type Plan, type PlanReference } from '../../schemas/index.ts';
import type { Store } from '../../store/index.ts';
import { openCampaign, type CampaignSources, type OpenedCampaign } from './campaign.ts';
import { mergeCatalogues, readCatalogue } from './catalogue.ts';
import { requireInside } from './containment.ts';
import { hashSources } from './sources.ts';

export interface Prepared {
  readonly plan: Plan;
  /** Things that are not wrong but that a person should know. */
  readonly notices: readonly string[];
}

/**
 * From a campaign file to a plan whose source files are known by content.
 * @param state folder in which the hashes of source files are remembered
 * @throws InputError for whatever is wrong in campaign or catalogue
 */
export async function prepareCampaign(sources: CampaignSources, state: string): Promise<Prepared> {
  const opened = await openCampaign(sources);
  const located = await Promise.all(opened.catalogues.map(readCatalogue));
  const plan = await planOver(opened, mergeCatalogues(located), sources, state);
  const files = sourceFiles(plan).map((file) => resolve(plan.dataFolder, file));
  const stray = await Promise.all(located.map(({ folder }) => strayFiles(folder, files)));
  return { plan, notices: stray.flat() };
}

/** The plan of a campaign over a catalogue, with the content of its source files. */
export async function planOver(
  { campaign, kinds, catalogues, roots }: OpenedCampaign,
  catalogue: Catalogue | undefined,
  { path, seed }: CampaignSources,
  state: string,
): Promise<Plan> {
  const dataFolder = resolve(dirname(catalogues[0] ?? path));
  const given = seed === undefined ? {} : { seed };
  const planned = planCampaign({ campaign, catalogue, dataFolder, kinds, ...given });
  const files = sourceFiles(planned);
  for (const file of files)
    requireInside(resolve(dataFolder, file), roots, 'the source file', { file: catalogues[0] ?? path });
  return attachSources(planned, await hashSources(state, dataFolder, files));
}

/**
 * Puts a plan into the store and gives the reference that workflows carry. Members stay in the order in which they were written: a
 * definition of a selection uses those above it.
 */
export async function storePlan(store: Store, plan: Plan): Promise<PlanReference> {
  canonicalJson(plan); // an error names what JSON cannot hold
  return store.putBytes(Buffer.from(JSON.stringify(plan)));
}

/** Data files beside a catalogue that it does not name: left out, but not silently. */
async function strayFiles(folder: string, files: readonly string[]): Promise<readonly string[]> {
  const named = new Set(files);
  const extensions = new Set(files.map((file) => file.slice(file.lastIndexOf('.'))));
  const stray = (await readdir(folder)).filter(
    (name) => extensions.has(name.slice(name.lastIndexOf('.'))) && !named.has(join(folder, name)),
  );
  return stray.length === 0 ? [] : [`not in the catalogue, so left out: ${stray.sort().join(', ')}`];
}
