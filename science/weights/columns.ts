import { InputError, type Column, type Table } from '../../schemas/index.ts';
import type { KeyColumn } from './split-hash.ts';

/**
 * A column that must be there.
 * @param sample names the table in messages
 * @throws InputError `missing-column`
 */
export function requireColumn(table: Table, name: string, sample: string): Column {
  const column = table.columns.get(name);
  if (column !== undefined) return column;
  throw new InputError('missing-column', `there is no column '${name}'`, {
    place: { sample },
    expected: `one of ${[...table.columns.keys()].join(', ')}`,
    mend: "add it to the selection's output columns, or name another one in this task's parameters",
  });
}

/**
 * Columns that must be there, by name alone.
 * @param why who reads them, for the message
 * @throws InputError `missing-column`
 */
export function requireNames(
  { columns, origin }: { readonly columns: readonly string[]; readonly origin: string },
  names: readonly string[],
  why: string,
): void {
  const missing = names.find((name) => !columns.includes(name));
  if (missing === undefined) return;
  throw new InputError('missing-column', `there is no column '${missing}' (${why})`, {
    place: { sample: origin },
    expected: `one of ${columns.join(', ')}`,
    mend: "add it to the selection's output columns, or name another one in this task's parameters",
  });
}

/** A float64 column of finite weights. @throws InputError `missing-column`, `column-type`, `weight-not-finite` */
export function weightColumn(table: Table, name: string, sample: string): Float64Array {
  const { values, valid } = requireColumn(table, name, sample);
  if (!(values instanceof Float64Array)) {
    throw new InputError('column-type', `the column '${name}' is not float64`, {
      place: { sample },
      expected: 'weights as select, weigh and split write them',
      mend: 'take the output of that task as this input',
    });
  }
  const row = values.findIndex((weight, i) => !Number.isFinite(weight) || valid?.[i] === 0);
  if (row < 0) return values;
  throw new InputError('weight-not-finite', `${name} is ${valid?.[row] === 0 ? 'missing' : values[row]}`, {
    place: { sample, row },
    expected: 'a finite number',
    mend: 'correct the weights of the sample, or cut such events away',
  });
}

/** A column of whole numbers without gaps. @throws InputError `missing-column`, `column-type`, `missing-value` */
export function wholeNumberColumn(table: Table, name: string, sample: string): KeyColumn {
  const { values, valid } = requireColumn(table, name, sample);
  if (!(values instanceof Int32Array || values instanceof Int8Array || values instanceof BigInt64Array)) {
    throw new InputError('column-type', `the column '${name}' does not hold whole numbers`, {
      place: { sample },
      expected: 'int8, int32 or int64',
      mend: "name a column of whole numbers in this task's parameters",
    });
  }
  requireNoGap(name, valid, sample);
  return values;
}

/** @throws InputError `missing-value`, naming the first row without one */
export function requireNoGap(name: string, valid: Uint8Array | undefined, sample: string): void {
  const row = valid?.indexOf(0) ?? -1;
  if (row < 0) return;
  throw new InputError('missing-value', `the column '${name}' has no value`, {
    place: { sample, row },
    mend: 'cut such events away in the selection',
  });
}

/**
 * Columns to add to a table that has `present` ones.
 * @throws InputError `column-exists`: nothing is overwritten silently
 */
export function newColumns(
  rows: number,
  present: readonly string[],
  added: readonly (readonly [string, Column])[],
  sample: string,
): Table {
  for (const [name] of added) {
    if (!present.includes(name)) continue;
    throw new InputError('column-exists', `there is a column '${name}' already`, {
      place: { sample },
      mend: "leave it out of the selection's output, or call it something else",
    });
  }
  return { rows, columns: new Map(added) };
}
