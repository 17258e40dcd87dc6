import { link, open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, modelRegistrySchema, type ModelRegistry } from '../schemas/index.ts';
import { ensureFolder, temporaryName } from './atomic.ts';
import { explainResources } from './resources.ts';

/** Earlier revisions that stay, for a person who wants to look back. */
const keptRevisions = 20;

/**
 * The model registries under `folder`, one folder a campaign. A registry is a sequence of whole files, `00000001.json`, `00000002.json`
 * ...; the newest counts. A revision is linked into place only if nobody else made that number: two writers never lose each
 * other's change, also on a network file system.
 */
export interface ModelFiles {
  get(campaign: string): Promise<ModelRegistry | undefined>;
  /** Applies `change` to the newest revision; again, when another writer was quicker. `change` may give its argument back: nothing is written. */
  update(campaign: string, change: (before: ModelRegistry) => ModelRegistry): Promise<ModelRegistry>;
  list(): Promise<readonly ModelRegistry[]>;
}

export function openModelFiles(folder: string): ModelFiles {
  const newest = async (campaign: string): Promise<{ number: number; registry: ModelRegistry | undefined }> => {
    const number = (await revisions(join(folder, campaign))).at(-1) ?? 0;
    if (number === 0) return { number, registry: undefined };
    return { number, registry: await readRevision(revisionAt(join(folder, campaign), number)) };
  };
  const get: ModelFiles['get'] = async (campaign) => (await newest(checked(campaign))).registry;
  return {
    get,
    async update(campaign, change) {
      const place = join(folder, checked(campaign));
      return explainResources(place, async () => {
        await ensureFolder(place);
        for (;;) {
          const { number, registry = { campaign, models: {} } } = await newest(campaign);
          const changed = change(registry);
          if (changed === registry) return registry;
          if (!(await writeRevision(place, number + 1, modelRegistrySchema.parse(changed)))) continue;
          for (const old of await revisions(place))
            if (old <= number + 1 - keptRevisions) await unlink(revisionAt(place, old)).catch(() => undefined);
          return changed;
        }
      });
    },
    async list() {
      const campaigns = await readdir(folder).catch(() => []);
      const found = await Promise.all(campaigns.filter((name) => !name.startsWith('.')).map(get));
      return found.filter((registry) => registry !== undefined);
    },
  };
}

function checked(campaign: string): string {
  if (/^[a-z][a-z0-9_-]*$/.test(campaign)) return campaign;
  throw new InputError('campaign-name', `'${campaign}' is not the name of a campaign`, {
    expected: 'lower-case letters, digits, - and _',
  });
}

const revisionAt = (place: string, number: number): string => join(place, `${String(number).padStart(8, '0')}.json`);

async function revisions(place: string): Promise<readonly number[]> {
  const names = await readdir(place).catch(() => []);
  return names
    .filter((name) => /^\d{8}\.json$/.test(name))
    .map((name) => Number(name.slice(0, 8)))
    .sort((a, b) => a - b);
}

async function readRevision(path: string): Promise<ModelRegistry> {
  const parsed = modelRegistrySchema.safeParse(parseJson(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new InputError('model-registry', 'this is no registry of models that this version of Umbra can read', {
    place: { file: path },
    mend: 'use the version of Umbra that wrote it, or take it away: the revision before then counts',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** False when the revision is there already. */
async function writeRevision(place: string, number: number, registry: ModelRegistry): Promise<boolean> {
  const temporary = temporaryName(place, '');
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(JSON.stringify(registry));
      await file.datasync();
    } finally {
      await file.close();
    }
    await link(temporary, revisionAt(place, number));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
  const handle = await open(place, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return true;
}
