import { InputError } from '../../schemas/index.ts';
import type { Evaluated } from '../../science/expressions/index.ts';

/** The values that the cutflow is kept for, and which one each event has. */
export interface Periods {
  readonly values: readonly (number | string | null)[];
  /** Index into `values`, `[events]`; absent where there is one value for all. */
  readonly indexOf: Int32Array | undefined;
}

/** One cutflow for all events together. */
export const TOGETHER: Periods = { values: [null], indexOf: undefined };

/**
 * Tells the values of a column apart, rising.
 * @param listed the values there may be; each has a place in the cutflow, events or not
 * @throws InputError `missing-value`, `period-value`, `unknown-period` with the row
 */
export function periodsOf(
  column: string,
  { values, valid }: { readonly values: Evaluated['values']; readonly valid?: Uint8Array },
  listed: readonly (number | string)[] | undefined,
): Periods {
  const refuse = (code: string, row: number, message: string, expected?: string): InputError =>
    new InputError(code, message, { place: { row }, ...(expected === undefined ? {} : { expected }) });
  const known = new Map((listed ?? []).map((value, index) => [value, index]));
  const indices = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number | string;
    if (valid?.[row] === 0) throw refuse('missing-value', row, `'${column}', which the cutflow is kept by, is missing`);
    let index = known.get(value);
    if (index === undefined) {
      if (listed !== undefined)
        throw refuse('unknown-period', row, `'${column}' is ${value}`, `one of ${listed.join(', ')}`);
      if (typeof value === 'number' && !Number.isSafeInteger(value))
        throw refuse('period-value', row, `'${column}' is ${value}`, 'a whole number or a text to keep the cutflow by');
      known.set(value, (index = known.size));
    }
    indices[row] = index;
  }
  if (known.size === 0) return TOGETHER;
  return sorted([...known.keys()], indices);
}

function sorted(values: readonly (number | string)[], indices: Int32Array): Periods {
  const order = [...values].sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : a < b ? -1 : 1));
  const rank = values.map((value) => order.indexOf(value));
  return { values: order, indexOf: indices.map((index) => rank[index] as number) };
}
