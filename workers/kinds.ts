import { pathToFileURL } from 'node:url';
import { builtInKinds } from './built-in-kinds.ts';
import { InputError, type AnyTaskDefinition } from '../schemas/index.ts';

/**
 * The built-in task kinds and those that the named modules export (any export made by `defineTask`). A module written
 * in TypeScript needs a Node that strips types (22.18 or later); JavaScript runs on every version.
 */
export async function loadKinds(plugins: readonly string[]): Promise<ReadonlyMap<string, AnyTaskDefinition>> {
  const kinds = new Map(builtInKinds);
  for (const plugin of plugins) {
    const found = Object.values(await importPlugin(plugin)).filter(isDefinition);
    if (found.length === 0)
      throw new InputError('plugin', `${plugin} exports no task kind`, {
        expected: 'an export made by defineTask({...})',
      });
    for (const definition of found) {
      if (builtInKinds.has(definition.kind))
        throw new InputError('plugin', `${plugin} defines '${definition.kind}', which is a built-in kind`, {
          mend: 'give it another name',
        });
      kinds.set(definition.kind, definition);
    }
  }
  return kinds;
}

const known = new Map<string, Promise<ReadonlyMap<string, AnyTaskDefinition>>>();

/** `loadKinds`, remembered in this process. */
export function kindsOf(plugins: readonly string[]): Promise<ReadonlyMap<string, AnyTaskDefinition>> {
  const name = plugins.join('\n');
  let found = known.get(name);
  if (found === undefined) {
    found = loadKinds(plugins);
    found.catch(() => known.delete(name));
    known.set(name, found);
  }
  return found;
}

async function importPlugin(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new InputError(
      'plugin',
      `${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      {
        mend: 'correct the path under `plugins:`, relative to the campaign file, or the module itself',
      },
    );
  }
}

function isDefinition(value: unknown): value is AnyTaskDefinition {
  return typeof value === 'object' && value !== null && 'kind' in value && 'run' in value && 'params' in value;
}
