import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { openSource, openTree, readBranches, type BranchValues } from '../../activities/ingest/root/index.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** A file of the campaign's data set, and of the test files made with ROOT or broken on purpose. */
export const dataFile = (name: string): string => join(repository, 'campaigns/dark-matter/data', name);
export const rootFile = (name: string): string => join(repository, 'tests/fixtures/root', name);
export const brokenFile = (name: string): string => join(repository, 'tests/fixtures/broken', name);

const scratch = await mkdtemp(join(tmpdir(), 'umbra-ingest-'));
afterAll(() => rm(scratch, { recursive: true }));
let written = 0;

/** Writes bytes to a new temporary file, removed after the tests, and returns its path. */
export async function temporaryFile(bytes: Uint8Array): Promise<string> {
  const path = join(scratch, `${++written}.root`);
  await writeFile(path, bytes);
  return path;
}

/** A copy of a file with some of its bytes changed. */
export async function altered(path: string, change: (bytes: Buffer) => Uint8Array | void): Promise<string> {
  const bytes = await readFile(path);
  return temporaryFile(change(bytes) ?? bytes);
}

/** All readable branches of a tree, or the named ones. */
export async function readTree(
  path: string,
  tree: string,
  names?: readonly string[],
): Promise<ReadonlyMap<string, BranchValues>> {
  const source = await openSource(path);
  try {
    const opened = await openTree(source, tree);
    const readable = [...opened.branches.values()].filter(({ shape }) => shape !== 'other').map(({ name }) => name);
    return await readBranches(opened, names ?? readable);
  } finally {
    await source.close();
  }
}

/** What reference.json holds of a branch: digests of the values and offsets as little-endian bytes. */
export interface BranchReference {
  readonly type: string;
  readonly values: number;
  readonly first: readonly string[];
  readonly sha256: string;
  readonly offsets_sha256?: string;
}
export type Reference = Readonly<Record<string, Readonly<Record<string, BranchReference>>>>;

export async function readReference(): Promise<Reference> {
  return JSON.parse(await readFile(rootFile('reference.json'), 'utf8')) as Reference;
}

/** The same description of what was read. */
export function describeBranches(
  branches: ReadonlyMap<string, BranchValues>,
): Record<string, Omit<BranchReference, 'first'>> {
  return Object.fromEntries(
    [...branches].map(([name, branch]) => [
      name,
      {
        type: branch.type,
        values: branch.values.length,
        sha256: digest(branch.values),
        ...(branch.shape === 'jagged' ? { offsets_sha256: digest(branch.offsets) } : {}),
      },
    ]),
  );
}

export const withoutFirst = (
  branches: Readonly<Record<string, BranchReference>> = {},
): Record<string, Omit<BranchReference, 'first'>> =>
  Object.fromEntries(
    Object.entries(branches).map(([name, { type, values, sha256, offsets_sha256: offsets }]) => [
      name,
      { type, values, sha256, ...(offsets === undefined ? {} : { offsets_sha256: offsets }) },
    ]),
  );

const digest = (values: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')
    .slice(0, 16);
