import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { attachSources, planCampaign, readCampaign, sourceFiles } from '../planning/index.ts';
import {
  canonicalJson,
  catalogueSchema,
  InputError,
  type Catalogue,
  type Plan,
  type PlanReference,
} from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import { loadKinds } from '../workers/kinds.ts';
import { UsageError } from './errors.ts';
import { campaignPath, stateFolder, type CommonOptions } from './places.ts';
import { hashSources } from './sources.ts';

export interface PlanOptions extends CommonOptions {
  readonly data?: string;
  readonly seed?: string;
}

export interface Prepared {
  readonly plan: Plan;
  /** Things that are not wrong but that a person should know. */
  readonly notices: readonly string[];
}

/** From a campaign argument to a plan whose source files are known by content. */
export async function prepare(argument: string, options: PlanOptions): Promise<Prepared> {
  const path = campaignPath(argument);
  const campaign = readCampaign(await readFile(path, 'utf8'), path);
  const { file } = campaign;
  const kinds = await loadKinds(file.plugins.map((plugin) => resolve(dirname(path), plugin)));
  const cataloguePath = catalogueAt(file.catalogue, path, options.data);
  const catalogue = cataloguePath === undefined ? undefined : await readCatalogue(cataloguePath);
  const dataFolder = resolve(dirname(cataloguePath ?? path));
  const planned = planCampaign({
    campaign,
    catalogue,
    dataFolder,
    kinds,
    ...(options.seed === undefined ? {} : { seed: seedOf(options.seed) }),
  });
  const files = sourceFiles(planned);
  const contents = await hashSources(stateFolder(options), dataFolder, files);
  return { plan: attachSources(planned, contents), notices: await strayFiles(dataFolder, files, cataloguePath) };
}

/** Puts a plan into the store and gives the reference that workflows carry. */
export async function storePlan(store: Store, plan: Plan): Promise<PlanReference> {
  return store.putBytes(Buffer.from(canonicalJson(plan)));
}

function catalogueAt(name: string | undefined, campaign: string, data: string | undefined): string | undefined {
  if (name === undefined) {
    if (data !== undefined)
      throw new UsageError('--data replaces the catalogue folder, but this campaign names no catalogue');
    return undefined;
  }
  return data === undefined ? resolve(dirname(campaign), name) : resolve(data, basename(name));
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new UsageError(`--seed ${text}: expected a whole number from 0 to 4294967295`);
  return seed;
}

async function readCatalogue(path: string): Promise<Catalogue> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new InputError('missing-file', 'cannot read the sample catalogue', {
      place: { file: path },
      mend: 'correct `catalogue:` in the campaign, or --data',
    });
  });
  const parsed = catalogueSchema.safeParse(parseJson(text, path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(
    'catalogue',
    `${(issue?.path ?? []).map(String).join('.')}: ${issue?.message ?? 'not a catalogue'}`,
    {
      place: { file: path },
      expected: '{"samples": [{"file", "dsid", "kind", ...}], "luminosity_fb": {period: fb^-1}}',
    },
  );
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new InputError('catalogue', `not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      place: { file: path },
    });
  }
}

/** Data files beside the catalogue that it does not name: left out, but not silently. */
async function strayFiles(
  folder: string,
  files: readonly string[],
  catalogue: string | undefined,
): Promise<readonly string[]> {
  if (catalogue === undefined) return [];
  const named = new Set(files.map((file) => resolve(folder, file)));
  const extensions = new Set(files.map((file) => file.slice(file.lastIndexOf('.'))));
  const stray = (await readdir(folder)).filter(
    (name) => extensions.has(name.slice(name.lastIndexOf('.'))) && !named.has(join(folder, name)),
  );
  return stray.length === 0 ? [] : [`not in the catalogue, so left out: ${stray.sort().join(', ')}`];
}
