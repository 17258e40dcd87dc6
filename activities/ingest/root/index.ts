export { openSource, truncated, type ByteSource } from './source.ts';
export { checkFileHeader } from './file-header.ts';
export { openTree, treeNames, type RootTree } from './tree.ts';
export { readBranches } from './read.ts';
export type { BranchDescription } from './branch.ts';
export type { BranchValues, FlatValues, JaggedValues } from './columns.ts';
export type { LeafType, LeafValues } from './leaf-type.ts';
