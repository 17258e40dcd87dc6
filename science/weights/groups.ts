/** A column that tells groups of events apart, such as `particle_event`. */
export type GroupColumn = Int32Array | Int8Array | BigInt64Array;

/**
 * Numbers the groups of the given rows: rows with equal values in every column get the same number, counted from 0 in order of appearance.
 * @returns `[rows]` group numbers and how many there are
 */
export function numberGroups(columns: readonly GroupColumn[], rows: Int32Array): { groups: Int32Array; count: number } {
  const groups = new Int32Array(rows.length);
  let count = rows.length === 0 ? 0 : 1;
  for (const column of columns) {
    const distinct = numberDistinct(column, rows);
    const pairs = new Map<number, number>();
    for (let i = 0; i < rows.length; i++) {
      // Exact: both factors are numbers of rows, below 2^26.
      const pair = (groups[i] as number) * distinct.count + (distinct.numbers[i] as number);
      let group = pairs.get(pair);
      if (group === undefined) pairs.set(pair, (group = pairs.size));
      groups[i] = group;
    }
    count = pairs.size;
  }
  return { groups, count };
}

function numberDistinct(column: GroupColumn, rows: Int32Array): { numbers: Int32Array; count: number } {
  const seen = new Map<number | bigint, number>();
  const numbers = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = column[rows[i] as number] as number | bigint;
    let number = seen.get(value);
    if (number === undefined) seen.set(value, (number = seen.size));
    numbers[i] = number;
  }
  return { numbers, count: seen.size };
}

/**
 * Sum over groups of (sum of w in the group)^2. Several detector responses of one particle-level event are not independent;
 * summing their weights before squaring gives the right variance of the sum of weights.
 * @param weights `[events]`
 * @param columns what makes a group; with no column every event is its own group
 * @param rows the events to sum, indices into `weights` and the columns
 */
export function sumOfGroupWeightsSquared(
  weights: Float64Array,
  columns: readonly GroupColumn[],
  rows: Int32Array,
): number {
  let sum = 0;
  if (columns.length === 0) {
    for (const row of rows) sum += (weights[row] as number) ** 2;
    return sum;
  }
  const { groups, count } = numberGroups(columns, rows);
  const sums = new Float64Array(count);
  for (let i = 0; i < rows.length; i++) {
    const group = groups[i] as number;
    sums[group] = (sums[group] as number) + (weights[rows[i] as number] as number);
  }
  for (let group = 0; group < count; group++) sum += (sums[group] as number) ** 2;
  return sum;
}
