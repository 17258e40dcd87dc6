import { InputError, type InputPlace } from '../../schemas/index.ts';
import { flatBranch, jaggedBranch } from './branch-shape.ts';
import type { BranchValues, FlatValues } from './root/index.ts';

/**
 * The offsets that all branches of an object share: they are compared where they come from different counts, and with the
 * branch `count` where the campaign names one. Throws InputError `inconsistent-branch`, `branch-type`.
 */
export function commonOffsets(
  object: string,
  fields: readonly string[],
  count: string | undefined,
  read: ReadonlyMap<string, BranchValues>,
  place: InputPlace,
): Int32Array {
  const [first = '', ...others] = fields.map((field) => `${object}_${field}`);
  const { offsets } = jaggedBranch(read, first, place);
  for (const branch of others) {
    const row = firstDifference(offsets, jaggedBranch(read, branch, place).offsets);
    if (row >= 0)
      throw differentLengths(branch, `it has another number of ${object} objects than ${first}`, row, place);
  }
  if (count !== undefined) compareCounts(offsets, first, count, flatBranch(read, count, place).values, place);
  return offsets;
}

function compareCounts(
  offsets: Int32Array,
  branch: string,
  count: string,
  counts: FlatValues['values'],
  place: InputPlace,
): void {
  for (let row = 0; row < counts.length; row++) {
    const stored = (offsets[row + 1] as number) - (offsets[row] as number);
    if (Number(counts[row]) !== stored)
      throw differentLengths(count, `it says ${counts[row]} where ${branch} has ${stored}`, row, place);
  }
}

function firstDifference(a: Int32Array, b: Int32Array): number {
  if (a === b) return -1;
  const index = a.findIndex((offset, at) => offset !== b[at]);
  return index < 0 ? -1 : index - 1;
}

function differentLengths(branch: string, message: string, row: number, place: InputPlace): InputError {
  return new InputError('inconsistent-branch', message, {
    place: { ...place, branch, row },
    expected: 'the same number of objects in all branches of one kind of object',
    mend: 'correct the names in the campaign, or produce the file again',
  });
}
