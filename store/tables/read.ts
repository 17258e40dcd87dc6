import type { DuckDBConnection, DuckDBResult, DuckDBVector } from '@duckdb/node-api';
import { InputError, type Column, type ColumnType, type ColumnValues, type Table } from '../../schemas/index.ts';
import { quoteName, quoteText, withConnection } from './database.ts';
import { castFor, columnTypeOf } from './types.ts';

export interface TableShape {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ColumnType>;
}

/** Reads the named columns (all when absent) of a Parquet file, in the order asked for. */
export async function readTable(path: string, columns?: readonly string[]): Promise<Table> {
  return withConnection(async (connection) => {
    const source = `read_parquet(${quoteText(path)})`;
    const list = columns === undefined ? '*' : columns.length === 0 ? '1' : columns.map(quoteName).join(', ');
    let result: DuckDBResult;
    try {
      result = await connection.run(`SELECT ${list} FROM ${source}`);
    } catch (error) {
      throw (await missingColumn(connection, path, columns ?? [])) ?? error;
    }
    const found = columnsOf(result, path).slice(0, columns?.length);
    if (found.some(({ cast }) => cast !== undefined)) {
      const casts = found.map(({ name, cast }) =>
        cast === undefined ? quoteName(name) : `CAST(${quoteName(name)} AS ${cast}) AS ${quoteName(name)}`,
      );
      result = await connection.run(`SELECT ${casts.join(', ')} FROM ${source}`);
    }
    const chunks = await result.fetchAllChunks();
    const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
    const read = found.map(({ name, type }, index) => {
      const vectors = chunks.map((chunk) => chunk.getColumnVector(index));
      return [name, joined(type, rows, vectors)] as const;
    });
    return { rows, columns: new Map(read) };
  });
}

interface FoundColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** SQL type to cast to before reading, where DuckDB's own is none of ours. */
  readonly cast: string | undefined;
}

function columnsOf(result: DuckDBResult, path: string): readonly FoundColumn[] {
  return Array.from({ length: result.columnCount }, (_, index) => {
    const name = result.columnName(index);
    const sql = String(result.columnType(index));
    const type = columnTypeOf(sql);
    if (type === undefined)
      throw new InputError('column-type', `column '${name}' has the type ${sql}`, {
        place: { file: path },
        expected: 'a number or a string',
      });
    return { name, type, cast: castFor(sql) };
  });
}

/** The error for columns that a file does not have; undefined when it has them all. */
async function missingColumn(
  connection: DuckDBConnection,
  path: string,
  wanted: readonly string[],
): Promise<InputError | undefined> {
  const shape = await connection.prepare(`SELECT * FROM read_parquet(${quoteText(path)})`).catch(() => undefined);
  if (shape === undefined) return undefined;
  const present = Array.from({ length: shape.columnCount }, (_, index) => shape.columnName(index));
  const missing = wanted.filter((name) => !present.includes(name));
  if (missing.length === 0) return undefined;
  return new InputError('missing-column', `there is no column '${missing.join("', '")}'`, {
    place: { file: path },
    expected: `one of ${present.join(', ')}`,
  });
}

function joined(type: ColumnType, rows: number, vectors: readonly DuckDBVector[]): Column {
  let valid: Uint8Array | undefined;
  const markMissing = (row: number): void => {
    valid ??= new Uint8Array(rows).fill(1);
    valid[row] = 0;
  };
  const values = type === 'string' ? joinedText(vectors, markMissing) : joinedNumbers(type, rows, vectors, markMissing);
  return valid === undefined ? { values } : { values, valid };
}

function joinedText(vectors: readonly DuckDBVector[], markMissing: (row: number) => void): string[] {
  const values: string[] = [];
  for (const vector of vectors)
    for (let i = 0; i < vector.itemCount; i++) {
      const item = vector.getItem(i);
      if (item === null) markMissing(values.length);
      values.push(typeof item === 'string' ? item : '');
    }
  return values;
}

interface NumericVector {
  readonly items: Exclude<ColumnValues, readonly string[]>;
  readonly validity: { readonly data: BigUint64Array | null };
}

const arrayOf = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  int8: Int8Array,
  int64: BigInt64Array,
} as const;

function joinedNumbers(
  type: Exclude<ColumnType, 'string'>,
  rows: number,
  vectors: readonly DuckDBVector[],
  markMissing: (row: number) => void,
): ColumnValues {
  const values = new arrayOf[type](rows);
  let start = 0;
  for (const vector of vectors) {
    const { items, validity } = vector as unknown as NumericVector;
    (values as Float64Array).set(items as Float64Array, start);
    const bits = validityBits(validity);
    if (bits !== undefined)
      for (let i = 0; i < items.length; i++)
        if ((((bits[i >> 3] as number) >> (i & 7)) & 1) === 0) markMissing(start + i);
    start += items.length;
  }
  return values;
}

/** DuckDB's validity mask as bytes, bit i of byte i/8 set where a value is present; undefined when all are. */
function validityBits({ data }: NumericVector['validity']): Uint8Array | undefined {
  return data === null ? undefined : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Rows and columns of a Parquet file, from its footer alone. */
export async function tableShape(path: string): Promise<TableShape> {
  return withConnection(async (connection) => {
    const prepared = await connection.prepare(`SELECT * FROM read_parquet(${quoteText(path)}) LIMIT 0`);
    const columns = new Map<string, ColumnType>();
    for (let i = 0; i < prepared.columnCount; i++) {
      const type = columnTypeOf(String(prepared.columnType(i)));
      if (type !== undefined) columns.set(prepared.columnName(i), type);
    }
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${quoteText(path)})`);
    return { rows: Number(counted.getRows()[0]?.[0] ?? 0), columns };
  });
}
