import { InputError, type InputPlace } from '../../schemas/index.ts';
import type { BranchValues, ByteSource, RootTree } from './root/index.ts';

/** Compares the file's sha256 with the catalogue's. Throws InputError `checksum`. */
export async function verifyChecksum(source: ByteSource, expected: string): Promise<void> {
  const found = await source.sha256();
  if (found === expected) return;
  throw new InputError('checksum', `its sha256 is ${found}`, {
    place: source.place,
    expected: `${expected}, as the catalogue says`,
    mend: 'fetch the file again; if it was meant to change, put its new checksum into the catalogue',
  });
}

/** Throws InputError `entries` when the tree is longer or shorter than the catalogue says. */
export function verifyEntries(tree: RootTree, expected: number): void {
  if (tree.entries === expected) return;
  throw new InputError('entries', `tree '${tree.name}' has ${tree.entries} entries`, {
    place: tree.source.place,
    expected: `${expected}, as the catalogue says`,
    mend: 'check that this is the file that the catalogue means, then correct the catalogue or the file',
  });
}

/** Throws InputError `dsid` when an event belongs to another data set. */
export function verifyDsid(values: BranchValues['values'], expected: number, place: InputPlace): void {
  for (let row = 0; row < values.length; row++) {
    if (Number(values[row]) === expected) continue;
    throw new InputError('dsid', `this event belongs to dsid ${values[row]}`, {
      place: { ...place, branch: dsidBranch, row },
      expected: `dsid ${expected}, as the catalogue says`,
      mend: 'check that this is the file that the catalogue means, then correct the catalogue or the file',
    });
  }
}

/** Branch with the number of the data set that an event belongs to. */
export const dsidBranch = 'dsid';
