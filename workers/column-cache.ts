import type { Column, StoredObject, Table } from '../schemas/index.ts';
import { readTable } from '../store/index.ts';

/**
 * Columns of stored tables kept in memory by content, least recently used first out: 18 categories read the same
 * background once. Columns are shared: readers must not change them.
 */
export function createColumnCache(limitBytes: number): {
  read(
    object: StoredObject,
    path: () => Promise<string>,
    columns: readonly string[],
  ): Promise<ReadonlyMap<string, Column>>;
} {
  const held = new Map<string, { readonly column: Column; readonly bytes: number }>();
  let total = 0;
  const keep = (id: string, column: Column): void => {
    const bytes = sizeOf(column);
    held.set(id, { column, bytes });
    total += bytes;
    for (const [oldest, entry] of held) {
      if (total <= limitBytes || oldest === id) break;
      held.delete(oldest);
      total -= entry.bytes;
    }
  };
  return {
    async read(object, path, columns) {
      const missing = columns.filter((name) => !held.has(`${object.sha256}/${name}`));
      const fresh: Table | undefined = missing.length > 0 ? await readTable(await path(), missing) : undefined;
      const found = columns.map((name) => {
        const id = `${object.sha256}/${name}`;
        const entry = held.get(id);
        const column = entry?.column ?? fresh?.columns.get(name);
        if (column === undefined) throw new Error(`column ${name} was not read`);
        if (entry === undefined) keep(id, column);
        else {
          held.delete(id);
          held.set(id, entry);
        }
        return [name, column] as const;
      });
      return new Map(found);
    },
  };
}

function sizeOf({ values, valid }: Column): number {
  const data = Array.isArray(values) ? values.length * 32 : (values as Float64Array).byteLength;
  return data + (valid?.byteLength ?? 0);
}
