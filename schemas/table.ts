/** Values of one column; the index is the row. `BigInt64Array` is int64. */
export type ColumnValues = Float64Array | Float32Array | Int32Array | Int8Array | BigInt64Array | readonly string[];

export type ColumnType = 'float64' | 'float32' | 'int32' | 'int8' | 'int64' | 'string';

export interface Column {
  readonly values: ColumnValues;
  /** One byte a row, 1 where a value is present. Absent: every row has a value. A missing row's value is unspecified. */
  readonly valid?: Uint8Array;
  /** `GeV`, `fb`, `rad`, `events`, ... Absent: a pure number. */
  readonly unit?: string;
}

/** Events or results column by column. The order of the map is the order of the columns in the file. */
export interface Table {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/** The column type that stores these values. */
export function columnType(values: ColumnValues): ColumnType {
  if (values instanceof Float64Array) return 'float64';
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Int32Array) return 'int32';
  if (values instanceof Int8Array) return 'int8';
  if (values instanceof BigInt64Array) return 'int64';
  return 'string';
}
