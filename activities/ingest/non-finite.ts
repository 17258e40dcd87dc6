import { InputError, type InputPlace } from '../../schemas/index.ts';
import type { ChosenObjects } from './choose.ts';
import type { NumberValues } from './column-values.ts';

/** Values of one branch that are NaN or infinite. */
export interface NonFinite {
  readonly branch: string;
  readonly values: number;
  /** Events that hold them, ascending, each once. */
  readonly rows: readonly number[];
}

/** Looks at all values; `offsets` tell the events of a jagged branch's. Undefined when every value is finite. */
export function findNonFinite(branch: string, values: NumberValues, offsets?: Int32Array): NonFinite | undefined {
  if (!isFloat(values)) return undefined;
  const rows: number[] = [];
  let row = 0;
  for (let index = 0; index < values.length; index++) {
    if (isFiniteValue(values[index] as number)) continue;
    if (offsets === undefined) row = index;
    else while ((offsets[row + 1] as number) <= index) row++;
    rows.push(row);
  }
  return summarise(branch, rows);
}

/** Looks at the values of kept objects only. */
export function findNonFiniteKept(
  branch: string,
  values: NumberValues,
  { slots, counts }: ChosenObjects,
): NonFinite | undefined {
  if (!isFloat(values)) return undefined;
  const rows: number[] = [];
  for (let place = 0; place < slots.length; place++) {
    const index = slots[place] as number;
    if (index >= 0 && !isFiniteValue(values[index] as number)) rows.push(place % counts.length);
  }
  return summarise(branch, rows);
}

/** Names each branch, the number of values and the first events. */
export function nonFiniteError(found: readonly NonFinite[], rows: number, place: InputPlace): InputError {
  const [first] = found;
  const text = found.map(({ branch, values, rows: events }) => {
    const listed = events.slice(0, 5).join(', ') + (events.length > 5 ? ', ...' : '');
    return `${values} values of '${branch}' in ${events.length} of ${rows} events (rows ${listed})`;
  });
  return new InputError('non-finite', `NaN or infinite: ${text.join('; ')}`, {
    place: { ...place, ...(first === undefined ? {} : { branch: first.branch, row: first.rows[0] ?? 0 }) },
    expected: 'finite numbers',
    mend: 'correct the program that made the file, or drop these events with `non_finite: drop`',
  });
}

const isFloat = (values: NumberValues): values is Float32Array | Float64Array =>
  values instanceof Float32Array || values instanceof Float64Array;

/** False for NaN and both infinities. */
const isFiniteValue = (value: number): boolean => value - value === 0;

function summarise(branch: string, rows: readonly number[]): NonFinite | undefined {
  if (rows.length === 0) return undefined;
  return { branch, values: rows.length, rows: [...new Set(rows)].sort((a, b) => a - b) };
}
