import { basename, resolve } from 'node:path';
import {
  catalogueEntrySchema,
  InputError,
  type Catalogue,
  type CatalogueEntry,
  type QuarantinedSample,
} from '../../schemas/index.ts';
import { isInside, mergeCatalogues, readCatalogueValue, type LocatedCatalogue } from '../preparation/index.ts';

export interface ScannedCatalogues {
  readonly catalogue: Catalogue | undefined;
  readonly quarantined: readonly QuarantinedSample[];
}

/** What a sample goes by from one scan to the next, wherever its file lies. */
export const sampleName = ({ dsid, file }: CatalogueEntry): string => `${dsid} ${basename(file)}`;

/**
 * Reads catalogues entry by entry: an entry that is wrong in itself is set aside with its reason, the rest go on. A dsid that an earlier
 * catalogue has already is set aside too: the sample would be counted twice.
 * @throws InputError for a file that is no catalogue at all, and where catalogues contradict each other
 */
export async function readEntries(paths: readonly string[], roots: readonly string[]): Promise<ScannedCatalogues> {
  const quarantined: QuarantinedSample[] = [];
  const located: LocatedCatalogue[] = [];
  const seen = new Map<number, string>();
  for (const path of paths) {
    const { folder, value, samples, data } = await readLoosely(path);
    const here = new Set<number>();
    const good = (given: unknown): readonly CatalogueEntry[] => {
      const parsed = catalogueEntrySchema.safeParse(given);
      const reason = parsed.success
        ? reasonAgainst(parsed.data, folder, roots, seen)
        : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
      if (parsed.success && reason === undefined) {
        here.add(parsed.data.dsid);
        return [parsed.data];
      }
      quarantined.push({ ...describe(given), sha256: null, reason: `${path}: ${reason ?? ''}` });
      return [];
    };
    const [one] = data === undefined ? [] : good(data);
    located.push({
      path,
      folder,
      catalogue: { ...value, samples: samples.flatMap(good), data: one },
    });
    for (const dsid of here) seen.set(dsid, path);
  }
  return { catalogue: mergeCatalogues(located), quarantined };
}

async function readLoosely(path: string): Promise<{
  readonly folder: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly samples: readonly unknown[];
  readonly data: unknown;
}> {
  const value = await readCatalogueValue(path);
  if (typeof value === 'object' && value !== null && 'samples' in value && Array.isArray(value.samples)) {
    const { samples, data, ...rest } = value as { samples: readonly unknown[]; data?: unknown };
    return { folder: resolve(path, '..'), value: rest, samples, data };
  }
  throw new InputError('catalogue', 'this is no sample catalogue', {
    place: { file: path },
    expected: '{"samples": [{"file", "dsid", "kind", ...}], ...}',
  });
}

function reasonAgainst(
  entry: CatalogueEntry,
  folder: string,
  roots: readonly string[],
  seen: ReadonlyMap<number, string>,
): string | undefined {
  if (!isInside(resolve(folder, entry.file), roots))
    return `${entry.file} is outside of the folders that this campaign may use`;
  const other = seen.get(entry.dsid);
  return other === undefined ? undefined : `dsid ${entry.dsid} is in ${other} already: it would be counted twice`;
}

/** What can be said of an entry that may be anything. */
function describe(given: unknown): { readonly sample: string; readonly file: string } {
  const entry = (typeof given === 'object' && given !== null ? given : {}) as Readonly<Record<string, unknown>>;
  const text = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : '?';
  return { sample: text(entry.dsid), file: text(entry.file) };
}
