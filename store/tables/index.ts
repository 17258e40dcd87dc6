import type { Table } from '../../schemas/index.ts';
import type { TableShape } from './read.ts';

export type { TableShape };

// DuckDB is loaded with the first table: most commands need none.
const reading = () => import('./read.ts');
const writing = () => import('./write.ts');

/** Reads the named columns (all when absent) of a Parquet file, in the order asked for. */
export async function readTable(path: string, columns?: readonly string[]): Promise<Table> {
  return (await reading()).readTable(path, columns);
}

/** Rows, and names and types of the columns, of a Parquet file: from its footer. */
export async function tableShape(path: string): Promise<TableShape> {
  return (await reading()).tableShape(path);
}

/** Writes a table as Parquet: equal tables give equal bytes. The file at `path` is written in place. */
export async function writeTable(path: string, table: Table): Promise<void> {
  await (await writing()).writeTable(path, table);
}
