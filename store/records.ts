import { Writable } from 'node:stream';
import parquet from 'parquetjs-lite';
import { z } from 'zod';
import type { FieldType } from 'parquetjs-lite';

/**
 * The libraries below parquetjs-lite call `new Buffer`, and Node looks through the stack at each of the first 10,000 calls for whether to
 * warn (a tenth of a second a process). It stops looking once it would have warned: at this call, silently.
 */
function settleBufferWarning(): void {
  const { noDeprecation = false } = process;
  process.noDeprecation = true;
  Reflect.construct(Buffer, [0]);
  process.noDeprecation = noDeprecation;
}
settleBufferWarning();

/**
 * A small result table as the bytes of a Parquet file, one row an object. Columns and their types come from the row's schema, so
 * that a table without rows has them too. Suited to thousands of rows; events go through `writeTable`.
 */
export async function encodeRecords(row: z.ZodType, rows: readonly unknown[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  const columns = columnsOf(row);
  if (columns === undefined) throw new TypeError('the rows of a records output must be objects');
  const fields = Object.fromEntries(columns.map(({ name, type }) => [name, { type, optional: true }]));
  const writer = await parquet.ParquetWriter.openStream(new parquet.ParquetSchema(fields), stream);
  for (const value of rows) await writer.appendRow(withoutNulls(row.parse(value) as Readonly<Record<string, unknown>>));
  await writer.close();
  return Buffer.concat(chunks);
}

/**
 * Reads what `encodeRecords` wrote; a missing value is null. Rows are checked against the schema; one that names no columns
 * (`z.record`) gets all that there are.
 */
export async function decodeRecords<T>(bytes: Uint8Array, row: z.ZodType<T>): Promise<readonly T[]> {
  const reader = await parquet.ParquetReader.openBuffer(bytes);
  try {
    const columns = columnsOf(row) ?? Object.keys(reader.getSchema().fields).map((name) => ({ name }));
    const cursor = reader.getCursor();
    const rows: T[] = [];
    for (let next = await cursor.next(); next !== null; next = await cursor.next()) {
      const found = next;
      rows.push(row.parse(Object.fromEntries(columns.map(({ name }) => [name, found[name] ?? null]))));
    }
    return rows;
  } finally {
    await reader.close();
  }
}

function withoutNulls(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

interface RecordColumn {
  readonly name: string;
  readonly type: FieldType;
}

const columnsBySchema = new WeakMap<z.ZodType, readonly RecordColumn[] | undefined>();

/** The columns of a flat row schema: numbers are stored as doubles, the rest as text or booleans. Undefined where it names none. */
function columnsOf(row: z.ZodType): readonly RecordColumn[] | undefined {
  if (columnsBySchema.has(row)) return columnsBySchema.get(row);
  const { properties } = z.toJSONSchema(row) as JsonSchema;
  const columns =
    properties && Object.entries(properties).map(([name, schema]) => ({ name, type: fieldType(name, schema) }));
  columnsBySchema.set(row, columns);
  return columns;
}

function fieldType(name: string, schema: JsonSchema): FieldType {
  const types = new Set(
    (schema.anyOf ?? [schema])
      .flatMap(({ type, const: constant, enum: values }) => type ?? typeof (constant ?? values?.[0]))
      .filter((type) => type !== 'null'),
  );
  const [type] = types;
  if (types.size === 1 && (type === 'number' || type === 'integer')) return 'DOUBLE';
  if (types.size === 1 && type === 'boolean') return 'BOOLEAN';
  if (types.size === 1 && type === 'string') return 'UTF8';
  throw new TypeError(`column ${name} of a records output must hold numbers, strings or booleans`);
}
