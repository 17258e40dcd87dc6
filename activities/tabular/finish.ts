import { InputError, type Column, type InputPlace, type Table, type TaskLog } from '../../schemas/index.ts';
import { dropRows } from '../ingest/drop-rows.ts';
import { findNonFinite, nonFiniteError } from '../ingest/non-finite.ts';
import type { TabularParams } from './params.ts';
import type { Quality } from './quality.ts';

/** Throws InputError `entries` when a file is longer or shorter than the catalogue says. */
export function verifyRows(rows: number, expected: number | null, place: InputPlace): void {
  if (expected === null || rows === expected) return;
  throw new InputError('entries', `the file has ${rows} events`, {
    place,
    expected: `${expected}, as the catalogue says`,
    mend: 'check that this is the file that the catalogue means, then correct the catalogue or the file',
  });
}

/**
 * The columns that were read as the table of a sample: with units and row numbers, without events that are not to be used.
 * @throws InputError `entries`, `non-finite`
 */
export function finishTable(
  read: Table,
  params: TabularParams,
  place: InputPlace,
  log: TaskLog,
): { readonly events: Table; readonly quality: Quality } {
  verifyRows(read.rows, params.entries, place);
  if (read.rows === 0) log.warn(place, 'the file has no events');
  const columns = new Map<string, Column>();
  if (params.row_number !== undefined)
    columns.set(params.row_number, { values: BigInt64Array.from({ length: read.rows }, (_, row) => BigInt(row)) });
  for (const [name, column] of read.columns) {
    const unit = params.units[name] ?? column.unit;
    columns.set(name, unit === undefined ? column : { ...column, unit });
  }
  return withoutNonFinite({ rows: read.rows, columns }, params.non_finite, place, log);
}

/** Refuses or drops events with NaN or infinite values. A missing value is neither. @throws InputError `non-finite` */
export function withoutNonFinite(
  events: Table,
  policy: 'error' | 'drop',
  place: InputPlace,
  log: TaskLog,
): { readonly events: Table; readonly quality: Quality } {
  const found = [...events.columns]
    .map(([name, column]) => findNonFinite(name, presentValues(column)))
    .filter((one) => one !== undefined);
  if (found.length > 0 && policy === 'error') throw nonFiniteError(found, events.rows, place);
  const kept = found.length === 0 ? events : dropRows(events, new Set(found.flatMap(({ rows }) => rows)));
  const dropped = events.rows - kept.rows;
  if (dropped > 0)
    log.warn(
      { dropped, columns: found.map(({ branch }) => branch) },
      `dropped ${dropped} events with NaN or infinite values`,
    );
  return {
    events: kept,
    quality: {
      entries: events.rows,
      events: kept.rows,
      dropped,
      non_finite: found.map(({ branch, values, rows }) => ({ branch, values, events: rows.length })),
    },
  };
}

type NumberValues = Exclude<Column['values'], readonly string[]>;

/** The values with 0 where one is missing; texts are all finite. */
function presentValues({ values, valid }: Column): NumberValues {
  if (Array.isArray(values)) return new Int8Array(0);
  const numbers = values as NumberValues;
  if (valid === undefined || !(numbers instanceof Float64Array || numbers instanceof Float32Array)) return numbers;
  return numbers.map((value, row) => (valid[row] === 0 ? 0 : value));
}
