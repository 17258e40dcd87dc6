import { describe, expect, it } from 'vitest';
import { openSource, openTree, readBranches } from '../../activities/ingest/root/index.ts';
import { dataFile, describeBranches, readReference, readTree, rootFile, withoutFirst } from './support.ts';

const reference = await readReference();

describe('the bulk reader gives bit for bit what uproot reads', () => {
  it.each(['zlib', 'lzma', 'lz4', 'zstd', 'uncompressed', 'embedded', 'offset_map'])(
    'in a file written by ROOT with every leaf type: %s',
    async (name) => {
      const read = await readTree(rootFile(`${name}.root`), 'reco/events');
      expect(describeBranches(read)).toEqual(withoutFirst(reference['reco/events']));
    },
  );

  it('in a basket of several compressed blocks', async () => {
    const read = await readTree(rootFile('blocks.root'), 'events');
    expect(describeBranches(read)).toEqual(withoutFirst(reference['blocks.root']));
  });

  it.each(['110100.root', '110103.root', '110107.root', 'data.root'])(
    'in a sample of the campaign (zstd, zlib, lz4, zlib): %s',
    async (name) => {
      const read = await readTree(dataFile(name), 'events');
      expect(describeBranches(read)).toEqual(withoutFirst(reference[name]));
    },
  );

  it('the first values are the numbers that numpy prints', async () => {
    const read = await readTree(rootFile('zstd.root'), 'reco/events');
    for (const [name, { type, first }] of Object.entries(reference['reco/events'] ?? {})) {
      const values = [...(read.get(name)?.values ?? [])].slice(0, 3);
      const printed = first.map((text) =>
        type.endsWith('int64') ? BigInt(text) : text === 'True' ? 1 : Number(text) || 0,
      );
      expect(values, name).toEqual(type === 'float32' ? printed.map((value) => Math.fround(Number(value))) : printed);
    }
  });

  it('in a file that is not held in memory', async () => {
    const source = await openSource(rootFile('zstd.root'), undefined, 0);
    const tree = await openTree(source, 'reco/events');
    const read = await readBranches(tree, Object.keys(reference['reco/events'] ?? {}));
    expect(describeBranches(read)).toEqual(withoutFirst(reference['reco/events']));
    expect(await source.sha256()).toBe(await (await openSource(rootFile('zstd.root'))).sha256());
    await source.close();
  });
});

describe('openTree', () => {
  it('describes the branches: shape and declaration', async () => {
    const tree = await openTree(await openSource(rootFile('zstd.root')), 'reco/events');
    expect(tree.entries).toBe(100);
    const described = [...tree.branches.values()].map(({ name, declaration, shape }) => [name, declaration, shape]);
    expect(described).toEqual(
      expect.arrayContaining([
        ['u64', 'uint64', 'flat'],
        ['flag', 'bool', 'flat'],
        ['fixed', 'float32[3]', 'jagged'],
        ['jag', 'float64[n]', 'jagged'],
        ['vs', 'vector<short>', 'jagged'],
        ['pairs', 'float32[n][2]', 'other'],
        ['d32', 'Double32_t', 'other'],
        ['two', 'struct of 2 leaves', 'other'],
        ['text', 'string', 'other'],
        ['nested', 'vector<vector<float> >', 'other'],
      ]),
    );
  });

  it('does not change the bytes it reads from: reading twice gives the same', async () => {
    const tree = await openTree(await openSource(rootFile('uncompressed.root')), 'reco/events');
    const first = describeBranches(await readBranches(tree, ['f32', 'jag', 'i64']));
    expect(describeBranches(await readBranches(tree, ['f32', 'jag', 'i64']))).toEqual(first);
  });

  it('stops when it is aborted', async () => {
    const tree = await openTree(await openSource(rootFile('zstd.root')), 'reco/events');
    const reason = new Error('cancelled');
    await expect(readBranches(tree, ['f32'], AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
