import { InputError, type InputPlace } from '../../schemas/index.ts';
import type { BranchValues, FlatValues, JaggedValues } from './root/index.ts';

type Read = ReadonlyMap<string, BranchValues>;

/** A branch with one number an event. Throws InputError `branch-type` where it has lists. */
export function flatBranch(read: Read, branch: string, place: InputPlace): FlatValues {
  const values = read.get(branch);
  if (values?.shape === 'flat') return values;
  throw new InputError('branch-type', 'it has a list of numbers for each event', {
    place: { ...place, branch },
    expected: 'one number for each event',
    mend: 'read it as a field of one of the `objects`',
  });
}

/** A branch with a list of numbers an event. Throws InputError `branch-type` where it has one number. */
export function jaggedBranch(read: Read, branch: string, place: InputPlace): JaggedValues {
  const values = read.get(branch);
  if (values?.shape === 'jagged') return values;
  throw new InputError('branch-type', 'it has one number for each event', {
    place: { ...place, branch },
    expected: 'a list of numbers for each event (as in float[n] or vector<float>)',
    mend: 'read it as one of the `scalars`, or name the branch that is meant',
  });
}
