import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  canonicalJson,
  catalogueSchema,
  InputError,
  type Catalogue,
  type CatalogueEntry,
} from '../../schemas/index.ts';

/** A sample catalogue and the folder that its files are relative to. */
export interface LocatedCatalogue {
  readonly path: string;
  readonly folder: string;
  readonly catalogue: Catalogue;
}

/** @throws InputError `missing-file`, `catalogue` */
export async function readCatalogue(path: string): Promise<LocatedCatalogue> {
  const value = await readCatalogueValue(path);
  const parsed = catalogueSchema.safeParse(value);
  if (parsed.success) return { path, folder: resolve(dirname(path)), catalogue: parsed.data };
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

/** What the file holds as JSON. @throws InputError `missing-file`, `catalogue` */
export async function readCatalogueValue(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new InputError('missing-file', 'cannot read the sample catalogue', {
      place: { file: path },
      mend: 'correct `catalogue:` in the campaign, or --data',
    });
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new InputError('catalogue', `not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      place: { file: path },
    });
  }
}

/** What only one catalogue says, and what people read, need not agree. */
const free = new Set(['samples', 'data', 'description']);

/**
 * Several catalogues as one, relative to the first one's folder; files of the others keep their place as absolute paths. What
 * stands beside the samples (luminosity, ...) must agree where two catalogues say it. Undefined without catalogues.
 * @throws InputError `catalogue` where they contradict each other
 */
export function mergeCatalogues(located: readonly LocatedCatalogue[]): Catalogue | undefined {
  const [first, ...others] = located;
  if (first === undefined) return undefined;
  let merged: Catalogue = first.catalogue;
  for (const { path, folder, catalogue } of others) {
    for (const [key, value] of Object.entries(catalogue)) {
      if (free.has(key) || merged[key] === undefined || canonicalJson(value) === canonicalJson(merged[key])) continue;
      throw new InputError('catalogue', `its ${key} differs from that of ${first.path}`, {
        place: { file: path },
        expected: `the same ${key} in all catalogues of a campaign`,
        mend: 'correct one of them, or run the folders as campaigns of their own',
      });
    }
    const here = (entry: CatalogueEntry): CatalogueEntry => ({ ...entry, file: resolve(folder, entry.file) });
    const data = merged.data ?? (catalogue.data === undefined ? undefined : here(catalogue.data));
    merged = {
      ...catalogue,
      ...merged,
      samples: [...merged.samples, ...catalogue.samples.map(here)],
      ...(data === undefined ? {} : { data }),
    };
  }
  return merged;
}
