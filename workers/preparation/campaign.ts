import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { readCampaign, type Campaign } from '../../planning/index.ts';
import { InputError, type AnyTaskDefinition } from '../../schemas/index.ts';
import { loadKinds } from '../kinds.ts';
import { declaredRoots, requireInside } from './containment.ts';

/** What a person names: a campaign file and, if they like, other folders with catalogues of the same file name. */
export interface CampaignSources {
  /** Path of the YAML file. */
  readonly path: string;
  /** Replaces the catalogue's own folder; several are taken together. */
  readonly data?: readonly string[];
  readonly seed?: number;
  /** Which of the campaign's profiles (default: its first). */
  readonly profile?: string;
}

/** The task kinds there are, with those of the modules given. */
export type KindsOf = (plugins: readonly string[]) => Promise<ReadonlyMap<string, AnyTaskDefinition>>;

/** A campaign file that is read and checked, with its task kinds and where its catalogues are. */
export interface OpenedCampaign {
  readonly campaign: Campaign;
  readonly kinds: ReadonlyMap<string, AnyTaskDefinition>;
  /** Absolute paths of the modules with task kinds of its own. */
  readonly plugins: readonly string[];
  readonly catalogues: readonly string[];
  /** Folders that the campaign's paths must stay in: its own, those of --data, and UMBRA_ROOTS. */
  readonly roots: readonly string[];
}

/**
 * Reads a campaign and the modules that it names. No path in it may leave the campaign's folder or the declared ones.
 * @throws InputError `outside`, `catalogue`, `plugin` and those of `readCampaign`
 */
export async function openCampaign(
  { path, data = [], profile }: CampaignSources,
  kindsOf: KindsOf = loadKinds,
): Promise<OpenedCampaign> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new InputError('missing-file', 'cannot read the campaign', { place: { file: path } });
  });
  const campaign = readCampaign(text, path, profile);
  const { file, document } = campaign;
  const folder = resolve(dirname(path));
  const roots = [folder, ...data.map((one) => resolve(one)), ...declaredRoots(process.env)];
  if (file.catalogue === undefined && data.length > 0)
    throw new InputError('catalogue', '--data replaces the catalogue folder, but this campaign names no catalogue', {
      place: { file: path },
      mend: 'leave --data out, or add `catalogue: samples.json`',
    });
  const plugins = file.plugins.map((plugin) => resolve(folder, plugin));
  plugins.forEach((plugin, index) => {
    requireInside(plugin, roots, 'the plugin', document.place(['plugins', index]));
  });
  const catalogues = cataloguesOf(file.catalogue, folder, data);
  for (const catalogue of catalogues) requireInside(catalogue, roots, 'the catalogue', document.place(['catalogue']));
  return { campaign, kinds: await kindsOf(plugins), plugins, catalogues, roots };
}

function cataloguesOf(name: string | undefined, folder: string, data: readonly string[]): readonly string[] {
  if (name === undefined) return [];
  return data.length === 0 ? [resolve(folder, name)] : data.map((one) => resolve(one, basename(name)));
}
