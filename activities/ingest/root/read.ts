import { InputError, type InputPlace } from '../../../schemas/index.ts';
import { readBaskets } from './basket.ts';
import type { BranchDescription, RootBranch } from './branch.ts';
import { collectionValues, countedValues, fixedOffsets, flatValues, offsetsOfCounts } from './columns.ts';
import type { BranchValues, DecodedBranch } from './columns.ts';
import { missingBranch } from './missing-branch.ts';
import type { RootTree } from './tree.ts';

/**
 * Reads whole branches. Those that share a count read it once. Throws InputError `missing-branch`, `branch-type`,
 * `corrupt-basket`, `inconsistent-branch`, `truncated-file`; the reason of `signal` when it is aborted.
 */
export async function readBranches(
  tree: RootTree,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, BranchValues>> {
  const missing = names.filter((name) => !tree.branches.has(name));
  if (missing.length > 0) throw missingBranch(tree, missing);
  const reading = new Map<string, Promise<BranchValues>>();
  const offsets = new Map<string, Promise<Int32Array>>();
  const read = (name: string): Promise<BranchValues> =>
    once(reading, name, () => {
      signal?.throwIfAborted();
      return readBranch(tree, name, offsetsOf);
    });
  const offsetsOf = (count: string): Promise<Int32Array> =>
    once(offsets, count, async () => offsetsOfCounts((await read(count)).values, decoded(tree, count)));
  const columns = await Promise.all(names.map(async (name) => [name, await read(name)] as const));
  return new Map(columns);
}

/** The value that `make` gave for this key the first time. */
function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

async function readBranch(
  tree: RootTree,
  name: string,
  offsetsOf: (countBranch: string) => Promise<Int32Array>,
): Promise<BranchValues> {
  const [{ layout, declaration }, parsed] = find(tree, name);
  const branch = decoded(tree, name);
  if (layout.kind === 'other') throw notNumbers(branch.place, declaration);
  if (Number(parsed.fEntries) !== tree.entries) throw otherLength(branch, parsed.fEntries);
  const baskets = await readBaskets(tree.source, parsed);
  switch (layout.kind) {
    case 'flat':
      return flatValues(baskets, layout.type, branch);
    case 'fixed':
      return countedValues(baskets, layout.type, fixedOffsets(tree.entries, layout.width), branch);
    case 'counted':
      return countedValues(baskets, layout.type, await offsetsOf(layout.countBranch), branch);
    case 'collection':
      return collectionValues(baskets, layout.type, branch);
  }
}

function find(tree: RootTree, name: string): readonly [BranchDescription, RootBranch] {
  const description = tree.branches.get(name);
  const parsed = tree.parsedBranches.get(name);
  if (description === undefined || parsed === undefined) throw missingBranch(tree, [name]);
  return [description, parsed];
}

const decoded = (tree: RootTree, branch: string): DecodedBranch => ({
  place: { ...tree.source.place, branch },
  entries: tree.entries,
});

function notNumbers(place: InputPlace, declaration: string): InputError {
  return new InputError('branch-type', `its type, ${declaration}, is not read`, {
    place,
    expected: 'a number or a list of numbers for each event',
    mend: 'leave the branch out of the campaign, or write it as a plain number, a counted array or a vector of numbers',
  });
}

function otherLength({ place, entries }: DecodedBranch, found: number | bigint): InputError {
  return new InputError('inconsistent-branch', `it has ${found} entries, the tree ${entries}`, {
    place,
    expected: 'one entry for each event',
    mend: 'produce the file again',
  });
}
