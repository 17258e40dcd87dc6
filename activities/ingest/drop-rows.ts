import type { Column, Table } from '../../schemas/index.ts';
import { takeValues } from './column-values.ts';

/** The table without some of its rows. */
export function dropRows({ rows, columns }: Table, dropped: ReadonlySet<number>): Table {
  const kept = Int32Array.from({ length: rows }, (_, row) => row).filter((row) => !dropped.has(row));
  const take = ({ values, valid, ...rest }: Column): Column => ({
    ...rest,
    values: takeValues(values, kept),
    ...(valid === undefined ? {} : { valid: takeBytes(valid, kept) }),
  });
  return { rows: kept.length, columns: new Map([...columns].map(([name, column]) => [name, take(column)])) };
}

const takeBytes = (bytes: Uint8Array, rows: Int32Array): Uint8Array =>
  Uint8Array.from(rows, (row) => bytes[row] as number);
