import { DuckDBDataChunk, type DuckDBAppender } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { columnType, type Column, type Table } from '../../schemas/index.ts';
import { quoteName, quoteText, withConnection } from './database.ts';
import { storedType } from './types.ts';

/** Rows of one DuckDB data chunk. */
const chunkRows = 2048;

/**
 * Writes a table as Parquet (zstd). Equal tables give equal bytes: row order is kept and no time or host is stored.
 * The file at `path` is written in place: give a temporary name and rename.
 */
export async function writeTable(path: string, table: Table): Promise<void> {
  const columns = [...table.columns].map(([name, column]) => ({ name, column, type: columnType(column.values) }));
  for (const { name, column } of columns) {
    if (column.values.length !== table.rows || (column.valid !== undefined && column.valid.length !== table.rows))
      throw new Error(`column ${name} has ${column.values.length} values in a table of ${table.rows} rows`);
  }
  const definitions = columns.map(({ name, type }) => `${quoteName(name)} ${storedType[type].sql}`).join(', ');
  await withConnection(async (connection) => {
    await connection.run(`CREATE OR REPLACE TEMP TABLE staged (${definitions})`);
    try {
      const appender = await connection.createAppender('staged');
      const chunk = DuckDBDataChunk.create(columns.map(({ type }) => storedType[type].type));
      for (let start = 0; start < table.rows; start += chunkRows) {
        appendRows(
          appender,
          chunk,
          columns.map(({ column }) => column),
          start,
          Math.min(chunkRows, table.rows - start),
        );
      }
      appender.closeSync();
      await connection.run(
        `COPY staged TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 1048576)`,
      );
    } finally {
      await connection.run('DROP TABLE IF EXISTS staged');
    }
  });
}

function appendRows(
  appender: DuckDBAppender,
  chunk: DuckDBDataChunk,
  columns: readonly Column[],
  start: number,
  rows: number,
): void {
  chunk.reset();
  chunk.rowCount = rows;
  columns.forEach((column, index) => {
    if (Array.isArray(column.values)) fillText(chunk, index, column, start, rows);
    else fillNumbers(chunk, index, column, start, rows);
  });
  appender.appendDataChunk(chunk);
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
