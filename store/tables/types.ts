import { BIGINT, DOUBLE, FLOAT, INTEGER, TINYINT, VARCHAR, type DuckDBType } from '@duckdb/node-api';
import type { ColumnType } from '../../schemas/index.ts';

/** How each column type is stored. */
export const storedType: Readonly<Record<ColumnType, DuckDBType>> = {
  float64: DOUBLE,
  float32: FLOAT,
  int32: INTEGER,
  int8: TINYINT,
  int64: BIGINT,
  string: VARCHAR,
};

/** The column type that a DuckDB type is read as; undefined where Umbra has none. */
export function columnTypeOf(sql: string): ColumnType | undefined {
  switch (sql) {
    case 'DOUBLE':
      return 'float64';
    case 'FLOAT':
      return 'float32';
    case 'INTEGER':
    case 'SMALLINT':
    case 'USMALLINT':
    case 'UTINYINT':
      return 'int32';
    case 'TINYINT':
    case 'BOOLEAN':
      return 'int8';
    case 'BIGINT':
    case 'UINTEGER':
    case 'UBIGINT':
      return 'int64';
    case 'VARCHAR':
      return 'string';
    default:
      return undefined;
  }
}

/** The SQL type a column must be cast to before reading, when DuckDB's own is narrower or wider than Umbra's. */
export function castFor(sql: string): string | undefined {
  switch (sql) {
    case 'SMALLINT':
    case 'USMALLINT':
    case 'UTINYINT':
      return 'INTEGER';
    case 'BOOLEAN':
      return 'TINYINT';
    case 'UINTEGER':
    case 'UBIGINT':
      return 'BIGINT';
    default:
      return undefined;
  }
}
