import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

let shared: Promise<DuckDBConnection> | undefined;

/**
 * One in-memory DuckDB for the process, single-threaded: slots, not threads, are how Umbra uses cores.
 * Row order is kept (`preserve_insertion_order`), so equal tables give equal bytes.
 */
async function connection(): Promise<DuckDBConnection> {
  shared ??= DuckDBInstance.create(':memory:', { threads: '1', preserve_insertion_order: 'true' }).then((instance) =>
    instance.connect(),
  );
  return shared;
}

let last: Promise<unknown> = Promise.resolve();

/** Runs `work` alone on the process's connection: DuckDB connections are not for concurrent use. */
export async function withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const turn = last.then(async () => work(await connection()));
  last = turn.catch(() => undefined);
  return turn;
}

/** A name or path as an SQL literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A column name as an SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
