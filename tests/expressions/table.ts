import type { Column, ColumnValues, Table } from '../../schemas/index.ts';

/** A table from lists; null is a missing value. Numbers become float64 columns. */
export function tableOf(columns: Readonly<Record<string, readonly (number | string | null)[] | ColumnValues>>): Table {
  const entries = Object.entries(columns).map(([name, values]) => [name, columnOf(values)] as const);
  return { rows: entries[0]?.[1].values.length ?? 0, columns: new Map(entries) };
}

function columnOf(values: readonly (number | string | null)[] | ColumnValues): Column {
  if (!Array.isArray(values)) return { values: values as ColumnValues };
  const list = values as readonly (number | string | null)[];
  const text = list.some((value) => typeof value === 'string');
  const filled = text
    ? list.map((value) => (typeof value === 'string' ? value : ''))
    : Float64Array.from(list, (value) => (typeof value === 'number' ? value : 0));
  if (!list.includes(null)) return { values: filled };
  return { values: filled, valid: Uint8Array.from(list, (value) => (value === null ? 0 : 1)) };
}
