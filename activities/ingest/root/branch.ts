import { typeOfLeafClass, typeOfStreamer, typeOfCollection, type LeafType } from './leaf-type.ts';

/** What a branch holds, and how its values lie in the baskets. */
export interface BranchDescription {
  readonly name: string;
  /** As in a C++ declaration: `float`, `float[nlep]`, `vector<double>`, `string`. For messages. */
  readonly declaration: string;
  /** `flat`: one number an entry; `jagged`: any number of numbers; `other`: text, objects, several leaves. */
  readonly shape: 'flat' | 'jagged' | 'other';
  readonly layout: BranchLayout;
}

export type BranchLayout =
  /** One value an entry. */
  | { readonly kind: 'flat'; readonly type: LeafType }
  /** `width` values an entry, side by side. */
  | { readonly kind: 'fixed'; readonly type: LeafType; readonly width: number }
  /** Values side by side; another branch says how many belong to each entry. */
  | { readonly kind: 'counted'; readonly type: LeafType; readonly countBranch: string }
  /** `vector<T>` and `list<T>`: each entry starts with its length. */
  | { readonly kind: 'collection'; readonly type: LeafType }
  /** Not read. */
  | { readonly kind: 'other' };

/** A leaf and a branch as jsroot parses them out of a tree. */
export interface RootLeaf {
  readonly _typename: string;
  readonly fName: string;
  readonly fTitle: string;
  readonly fLen: number;
  readonly fIsUnsigned: boolean;
  readonly fLeafCount: RootLeaf | null;
}

export interface RootBranch {
  readonly _typename: string;
  readonly fName: string;
  readonly fClassName?: string;
  readonly fStreamerType?: number;
  readonly fEntries: number | bigint;
  readonly fWriteBasket: number;
  readonly fBasketBytes: ArrayLike<number>;
  readonly fBasketEntry: ArrayLike<number>;
  readonly fBasketSeek: ArrayLike<number | bigint>;
  readonly fBaskets: { readonly arr: readonly (EmbeddedBasket | null)[] };
  readonly fLeaves: { readonly arr: readonly RootLeaf[] };
  readonly fBranches: { readonly arr: readonly RootBranch[] };
  readonly fFileName: string;
}

/** A basket that was written inside the tree, because it was not full yet. */
export interface EmbeddedBasket {
  readonly fNevBuf: number;
  readonly fLast: number;
  readonly fKeylen: number;
  readonly fBufferRef?: { readonly arr: DataView };
}

/** All branches of a tree with those inside them; the first of a name counts. */
export function flattenBranches(branches: readonly RootBranch[]): Map<string, RootBranch> {
  const found = new Map<string, RootBranch>();
  const visit = (branch: RootBranch): void => {
    checkIndex(branch);
    if (!found.has(branch.fName)) found.set(branch.fName, branch);
    branch.fBranches.arr.forEach(visit);
  };
  branches.forEach(visit);
  return found;
}

/** jsroot fills in what the bytes say; a damaged tree lacks parts of it. */
function checkIndex({
  fName,
  fWriteBasket,
  fBasketBytes,
  fBasketEntry,
  fBasketSeek,
  fBaskets,
  fLeaves,
}: RootBranch): void {
  const index = [fBasketBytes, fBasketEntry, fBasketSeek];
  const whole =
    Number.isInteger(fWriteBasket) && fWriteBasket >= 0 && index.every((part) => part.length >= fWriteBasket);
  const typed = typeof fName === 'string' && Array.isArray(fBaskets.arr) && fLeaves.arr.every((leaf) => leaf._typename);
  if (!whole || !typed) throw new Error(`the list of baskets of branch '${fName}' is damaged`);
}

/** Describes a branch; `branchOfLeaf` finds the branch of a leaf that counts. */
export function describeBranch(branch: RootBranch, branchOfLeaf: ReadonlyMap<RootLeaf, RootBranch>): BranchDescription {
  const name = branch.fName;
  const className = branch.fClassName ?? '';
  const member = branch.fStreamerType ?? -1;
  const other = (declaration: string): BranchDescription => ({
    name,
    declaration,
    shape: 'other',
    layout: { kind: 'other' },
  });
  const [leaf, ...furtherLeaves] = branch.fLeaves.arr;
  if (leaf === undefined) return other(className || 'an object');
  if (furtherLeaves.length > 0) return other(`struct of ${furtherLeaves.length + 1} leaves`);
  const isElement = leaf._typename === 'TLeafElement';
  const element = isElement && member < 0 ? typeOfCollection(className) : undefined;
  if (element !== undefined)
    return { name, declaration: className, shape: 'jagged', layout: { kind: 'collection', type: element } };
  const type = isElement ? typeOfStreamer(member) : typeOfLeafClass(leaf._typename, leaf.fIsUnsigned);
  if (type === undefined) return other(namesOfLeaves[leaf._typename] ?? (className || leaf._typename));
  const layout = layoutOfNumbers(type, leaf, branchOfLeaf);
  const dimensions = /\[.*\]/.exec(leaf.fTitle)?.[0] ?? (leaf.fLen === 1 ? '' : `[${leaf.fLen}]`);
  const shape = layout.kind === 'flat' || layout.kind === 'other' ? layout.kind : 'jagged';
  return { name, declaration: type + dimensions, shape, layout };
}

const namesOfLeaves: Readonly<Record<string, string>> = {
  TLeafC: 'string',
  TLeafF16: 'Float16_t',
  TLeafD32: 'Double32_t',
};

function layoutOfNumbers(
  type: LeafType,
  leaf: RootLeaf,
  branchOfLeaf: ReadonlyMap<RootLeaf, RootBranch>,
): BranchLayout {
  if (leaf.fLeafCount === null)
    return leaf.fLen === 1 ? { kind: 'flat', type } : { kind: 'fixed', type, width: leaf.fLen };
  const count = branchOfLeaf.get(leaf.fLeafCount);
  // More dimensions than the counted one do not fit a list of numbers.
  return count === undefined || leaf.fLen !== 1
    ? { kind: 'other' }
    : { kind: 'counted', type, countBranch: count.fName };
}
