/** The part of parquetjs-lite that Umbra uses; the package ships no types. */
declare module 'parquetjs-lite' {
  export type FieldType = 'BOOLEAN' | 'DOUBLE' | 'UTF8';
  export class ParquetSchema {
    constructor(fields: Readonly<Record<string, { readonly type: FieldType; readonly optional: boolean }>>);
  }
  export class ParquetWriter {
    static openStream(schema: ParquetSchema, stream: NodeJS.WritableStream): Promise<ParquetWriter>;
    appendRow(row: Readonly<Record<string, unknown>>): Promise<void>;
    close(): Promise<void>;
  }
  export class ParquetReader {
    static openBuffer(bytes: Uint8Array): Promise<ParquetReader>;
    getSchema(): { readonly fields: Readonly<Record<string, unknown>> };
    getCursor(): { next(): Promise<Record<string, unknown> | null> };
    close(): Promise<void>;
  }
}
