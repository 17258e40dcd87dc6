import { FileProxy, openFile, type TFile } from 'jsroot/io';
import { InputError } from '../../../schemas/index.ts';
import { describeBranch, flattenBranches, type BranchDescription, type RootBranch, type RootLeaf } from './branch.ts';
import { checkFileHeader } from './file-header.ts';
import { namesOfClass, noSuchTree } from './listing.ts';
import { truncated, type ByteSource } from './source.ts';
import { loadZstd } from './zstd.ts';

/** A TTree whose metadata is read; its values are not yet. */
export interface RootTree {
  readonly name: string;
  readonly entries: number;
  readonly branches: ReadonlyMap<string, BranchDescription>;
  readonly source: ByteSource;
  /** As jsroot parsed them. */
  readonly parsedBranches: ReadonlyMap<string, RootBranch>;
}

interface ParsedTree {
  readonly fEntries: number | bigint;
  readonly fBranches: { readonly arr: readonly RootBranch[] };
}

/** Classes of ROOT that store events in the TTree format. */
const treeClasses: readonly string[] = ['TTree', 'TNtuple', 'TNtupleD'];

/**
 * Opens the tree `name` (`events`, `directory/events`; the newest cycle). jsroot reads the file's index and the tree's
 * description; `readBranches` reads values. jsroot trusts that description, so compare the file's checksum before where
 * it is known. Throws InputError `not-root-file`, `truncated-file`, `unfinished-file`, `corrupt-file`, `missing-tree`.
 */
export async function openTree(source: ByteSource, name: string): Promise<RootTree> {
  await checkFileHeader(source);
  await loadZstd();
  const file = await openFile(proxy(source)).catch((error: unknown) => {
    throw corruptFile(source, 'its index cannot be read', error);
  });
  const parsed = await readTree(file, source, name);
  try {
    return { name, entries: checkedEntries(parsed), source, ...describeBranches(parsed) };
  } catch (error) {
    throw corruptFile(source, `the description of tree '${name}' is damaged`, error);
  }
}

/** The trees of a file. Throws InputError as `openTree` does. */
export async function treeNames(source: ByteSource): Promise<readonly string[]> {
  await checkFileHeader(source);
  await loadZstd();
  const file = await openFile(proxy(source)).catch((error: unknown) => {
    throw corruptFile(source, 'its index cannot be read', error);
  });
  return namesOfClass(file, treeClasses);
}

function describeBranches(parsed: ParsedTree): Pick<RootTree, 'branches' | 'parsedBranches'> {
  const parsedBranches = flattenBranches(parsed.fBranches.arr);
  const branchOfLeaf = new Map<RootLeaf, RootBranch>();
  for (const branch of parsedBranches.values()) for (const leaf of branch.fLeaves.arr) branchOfLeaf.set(leaf, branch);
  const described = [...parsedBranches].map(([key, branch]) => [key, describeBranch(branch, branchOfLeaf)] as const);
  return { parsedBranches, branches: new Map(described) };
}

function checkedEntries(parsed: ParsedTree): number {
  const entries = Number(parsed.fEntries);
  if (!Number.isSafeInteger(entries) || entries < 0) throw new Error(`${entries} entries`);
  return entries;
}

async function readTree(file: TFile, source: ByteSource, name: string): Promise<ParsedTree> {
  const key = await file.getKey(name).catch(() => undefined);
  if (key === undefined) throw await noSuchTree(file, source.place, name, 'there is no such tree');
  if (!treeClasses.includes(key.fClassName))
    throw await noSuchTree(file, source.place, name, `it is a ${key.fClassName}, not a TTree`);
  const parsed = await file.readObject(name).catch((error: unknown) => {
    throw corruptFile(source, `the description of tree '${name}' cannot be read`, error);
  });
  return parsed as ParsedTree;
}

/** Serves jsroot from the bytes that are read anyway; like a file, it gives less at the end than was asked for. */
function proxy(source: ByteSource): FileProxy {
  const from = new FileProxy();
  return Object.assign(from, {
    openFile: () => Promise.resolve(true),
    getFileName: () => source.place.file ?? '',
    getFileSize: () => source.size,
    readBuffer: async (position: number, length: number) => {
      if (position >= source.size) throw truncated(source.place, `its index points to byte ${position}`);
      const bytes = await source.read(position, Math.min(length, source.size - position));
      return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    },
  });
}

function corruptFile(source: ByteSource, message: string, cause: unknown): InputError {
  if (cause instanceof InputError) return cause;
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new InputError('corrupt-file', message + reason, {
    place: source.place,
    expected: 'an undamaged ROOT file',
    mend: 'copy the file again from its source; if it is damaged there too, produce it again',
  });
}
