import { DuckDBTableFunction, type DuckDBConnection, type DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { columnType, type Column, type Table } from '../../schemas/index.ts';
import { quoteText, withConnection } from './database.ts';
import { storedType } from './types.ts';

/**
 * Writes a table as Parquet (zstd). Equal tables give equal bytes: row order is kept and no time or host is stored.
 * The file at `path` is written in place: give a temporary name and rename.
 *
 * DuckDB pulls the rows from a table function that copies typed arrays into its chunks. Staging them in a table first takes
 * twice the time (67 columns x 1500 rows: 14.6 ms of CPU against 7.2 ms).
 */
export async function writeTable(path: string, table: Table): Promise<void> {
  for (const [name, { values, valid }] of table.columns) {
    if (values.length !== table.rows || (valid !== undefined && valid.length !== table.rows))
      throw new Error(`column ${name} has ${values.length} values in a table of ${table.rows} rows`);
  }
  await withConnection(async (connection) => {
    registerRows(connection);
    written = { table, next: 0 };
    try {
      await connection.run(
        `COPY (SELECT * FROM umbra_rows()) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 1048576)`,
      );
    } finally {
      written = undefined;
    }
  });
}

/** The table being written: `withConnection` lets one writer in at a time. */
let written: { readonly table: Table; next: number } | undefined;
const registered = new WeakSet<DuckDBConnection>();
/** Rows of one DuckDB data chunk. */
const chunkRows = duckdb.vector_size();

function registerRows(connection: DuckDBConnection): void {
  if (registered.has(connection)) return;
  registered.add(connection);
  connection.registerTableFunction(
    DuckDBTableFunction.create({
      name: 'umbra_rows',
      bindFunction: (bind) => {
        for (const [name, { values }] of columnsOf()) bind.addResultColumn(name, storedType[columnType(values)]);
      },
      initFunction: (init) => {
        init.setMaxThreads(1);
      },
      mainFunction: (info, chunk) => {
        try {
          fillChunk(chunk);
        } catch (error) {
          info.setError(error instanceof Error ? error.message : String(error));
        }
      },
    }),
  );
}

const columnsOf = (): readonly (readonly [string, Column])[] => [...(written?.table.columns ?? [])];

function fillChunk(chunk: DuckDBDataChunk): void {
  if (written === undefined) throw new Error('no table is being written');
  const start = written.next;
  const rows = Math.min(chunkRows, written.table.rows - start);
  chunk.rowCount = rows;
  written.next += rows;
  if (rows === 0) return;
  columnsOf().forEach(([, column], index) => {
    if (Array.isArray(column.values)) fillText(chunk, index, column, start, rows);
    else fillNumbers(chunk, index, column, start, rows);
  });
}

function fillText(chunk: DuckDBDataChunk, index: number, column: Column, start: number, rows: number): void {
  const values = column.values as readonly string[];
  const { valid } = column;
  chunk.setColumnValues(
    index,
    Array.from({ length: rows }, (_, row) => (valid?.[start + row] === 0 ? null : (values[start + row] ?? null))),
  );
}

/** Copies the typed array's bytes and a validity bit mask straight into the chunk's vector. */
function fillNumbers(chunk: DuckDBDataChunk, index: number, column: Column, start: number, rows: number): void {
  const values = column.values as Exclude<typeof column.values, readonly string[]>;
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
  const size = values.BYTES_PER_ELEMENT;
  duckdb.copy_data_to_vector(vector, 0, values.buffer as ArrayBuffer, values.byteOffset + start * size, rows * size);
  if (column.valid === undefined) return;
  const mask = new Uint8Array(chunkRows / 8);
  for (let row = 0; row < rows; row++)
    if (column.valid[start + row] === 1) mask[row >> 3] = (mask[row >> 3] as number) | (1 << (row & 7));
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, mask.buffer, 0, mask.byteLength);
}
