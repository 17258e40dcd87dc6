import type { Column } from '../../schemas/index.ts';
import type { ChosenObjects } from './choose.ts';
import type { NumberValues } from './column-values.ts';

/** Columns `<object>1_<field>` ... `<object>N_<field>` of the chosen objects; null where an event has fewer. */
export function objectColumns(
  object: string,
  fields: ReadonlyMap<string, { readonly values: NumberValues }>,
  { keep, counts, slots }: ChosenObjects,
): [string, Column][] {
  const rows = counts.length;
  return Array.from({ length: keep }, (_, slot) => {
    const indices = slots.subarray(slot * rows, (slot + 1) * rows);
    const valid = present(indices);
    return [...fields].map(([field, { values }]): [string, Column] => [
      `${object}${slot + 1}_${field}`,
      { values: gather(values, indices), valid },
    ]);
  }).flat();
}

/** 1 where there is an object. A loop: `Uint8Array.from` with a function is ten times slower. */
function present(indices: Int32Array): Uint8Array {
  const valid = new Uint8Array(indices.length);
  for (let row = 0; row < indices.length; row++) valid[row] = (indices[row] as number) < 0 ? 0 : 1;
  return valid;
}

/** `values[indices[i]]`, and 0 where the index is -1. */
function gather(values: NumberValues, indices: Int32Array): NumberValues {
  // All kinds of typed array are read and written alike: by index.
  const from = values as Float64Array;
  const to = new (from.constructor as Float64ArrayConstructor)(indices.length);
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row] as number;
    if (index >= 0) to[row] = from[index] as number;
  }
  return to;
}
