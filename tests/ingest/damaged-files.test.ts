import { readFile } from 'node:fs/promises';
import { fc } from '../support/properties.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openSource, openTree } from '../../activities/ingest/root/index.ts';
import { InputError } from '../../schemas/index.ts';
import { altered, brokenFile, dataFile, readTree, rootFile, temporaryFile } from './support.ts';

// jsroot prints what it meets in damaged files.
beforeAll(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));
afterAll(() => void vi.restoreAllMocks());

const failure = async (run: Promise<unknown>): Promise<InputError> => {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
};

describe('an unusable file is named with what is wrong and how to mend it', () => {
  it('a missing file', async () => {
    const error = await failure(openSource('no/such/file.root'));
    expect(error.code).toBe('missing-file');
    expect(error.message).toContain('no/such/file.root');
    expect(error.detail.mend).toBeDefined();
  });

  it('a folder', async () => {
    expect((await failure(openSource(rootFile('')))).code).toBe('unreadable-file');
  });

  it('a file without bytes', async () => {
    expect((await failure(openSource(await temporaryFile(new Uint8Array(0))))).code).toBe('empty-file');
  });

  it('a web page: says how the file starts', async () => {
    const page = await temporaryFile(Buffer.from('<html><body>404 Not Found</body></html>\n'));
    const error = await failure(readTree(page, 'events'));
    expect(error.code).toBe('not-root-file');
    expect(error.message).toContain('"<html><body>"');
  });

  it('a file cut off: says how much is there', async () => {
    const cut = await altered(dataFile('110100.root'), (bytes) => bytes.subarray(0, 43_303));
    const error = await failure(readTree(cut, 'events'));
    expect(error.code).toBe('truncated-file');
    expect(error.message).toContain('43303 of the 72177 bytes');
  });

  it('a file that was never closed', async () => {
    const open = await altered(dataFile('110100.root'), (bytes) => void bytes.writeUInt32BE(0, 37));
    expect((await failure(readTree(open, 'events'))).code).toBe('unfinished-file');
  });

  it('no such tree: lists what the file holds, also in directories', async () => {
    const error = await failure(readTree(brokenFile('no_tree.root'), 'events'));
    expect(error.code).toBe('missing-tree');
    expect(error.message).toContain("the file holds 'nominal' (TTree)");
    const inDirectory = await failure(readTree(rootFile('zstd.root'), 'events'));
    expect(inDirectory.message).toContain("'reco/events' (TTree)");
  });

  it('an object that is no tree', async () => {
    const error = await failure(readTree(rootFile('zstd.root'), 'reco'));
    expect(error.code).toBe('missing-tree');
    expect(error.message).toContain('it is a TDirectory, not a TTree');
  });

  it('a missing branch: names the nearest that there are', async () => {
    const error = await failure(readTree(brokenFile('missing_branch.root'), 'events', ['event', 'met_sig']));
    expect(error.code).toBe('missing-branch');
    expect(error.detail.place).toMatchObject({ branch: 'met_sig' });
    expect(error.detail.expected).toContain("'met'");
    expect(error.message).toContain('missing_branch.root');
  });

  it('a branch of a type that is not read: names the type', async () => {
    const error = await failure(readTree(rootFile('zstd.root'), 'reco/events', ['nested']));
    expect(error.code).toBe('branch-type');
    expect(error.message).toContain('vector<vector<float> >');
  });
});

describe('a damaged basket', () => {
  /** Overwrites 64 bytes of the basket that holds a branch's first entries, `offset` bytes after its key. */
  const damaged = async (file: string, branch: string, offset: number, tree = 'events'): Promise<string> => {
    const opened = await openTree(await openSource(file), tree);
    const position = Number(opened.parsedBranches.get(branch)?.fBasketSeek[0]);
    return altered(
      file,
      (bytes) =>
        void bytes.fill(
          0,
          position + offset + bytes.readInt16BE(position + 14),
          position + offset + 64 + bytes.readInt16BE(position + 14),
        ),
    );
  };

  it.each([
    ['zstd', dataFile('110100.root')],
    ['zlib', dataFile('110103.root')],
    ['LZ4', dataFile('110107.root')],
  ])('of %s is reported with branch and basket', async (_, file) => {
    const error = await failure(readTree(await damaged(file, 'met', 9), 'events'));
    expect(error.code).toBe('corrupt-basket');
    expect(error.detail.place).toMatchObject({ branch: 'met', row: 0 });
    expect(error.message).toMatch(/basket 1 of 1 is damaged: it cannot be decompressed/);
  });

  it('is found by the checksum of LZ4 even where it could be decompressed', async () => {
    const path = dataFile('110107.root');
    const tree = await openTree(await openSource(path), 'events');
    const branch = tree.parsedBranches.get('met');
    const last = Number(branch?.fBasketSeek[0]) + (branch?.fBasketBytes[0] ?? 0) - 1;
    const flipped = await altered(path, (bytes) => void bytes.writeUInt8(bytes.readUInt8(last) ^ 1, last));
    expect((await failure(readTree(flipped, 'events', ['met']))).message).toContain('checksum of an LZ4 block');
  });

  it('of an unknown compression names its letters', async () => {
    const error = await failure(readTree(await damaged(dataFile('110100.root'), 'met', 0), 'events', ['met']));
    expect(error.message).toContain('no compression of ROOT is called');
  });

  it('with a damaged key is reported', async () => {
    const error = await failure(readTree(await damaged(dataFile('110100.root'), 'met', -60), 'events', ['met']));
    expect(error.code).toBe('corrupt-basket');
    expect(error.message).toContain('its key is damaged');
  });

  it('of counts gives no values: the sum no longer fits', async () => {
    const opened = await openTree(await openSource(rootFile('uncompressed.root')), 'reco/events');
    const position = Number(opened.parsedBranches.get('n')?.fBasketSeek[0]);
    const other = await altered(rootFile('uncompressed.root'), (bytes) => {
      const first = position + bytes.readInt16BE(position + 14);
      bytes.writeInt32BE(bytes.readInt32BE(first) + 1, first);
    });
    const error = await failure(readTree(other, 'reco/events', ['jag']));
    expect(error.code).toBe('inconsistent-branch');
    expect(error.message).toContain('counts add up to');
  });
});

describe('whatever happened to the bytes', () => {
  const settles = async (path: string): Promise<void> => {
    await readTree(path, 'reco/events').catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
    });
  };

  it('cutting a file off anywhere is an InputError', async () => {
    const whole = await readFile(rootFile('zstd.root'));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        const cut = await temporaryFile(whole.subarray(0, length));
        expect((await failure(readTree(cut, 'reco/events'))).code).toMatch(/^(truncated|empty|not-root)-file$/);
      }),
      { numRuns: 50 },
    );
  });

  it('a changed byte in a basket is an InputError or goes unnoticed (the checksum of the file tells), never another error', async () => {
    const path = rootFile('zstd.root');
    const whole = await readFile(path);
    const tree = await openTree(await openSource(path), 'reco/events');
    const baskets = [...tree.parsedBranches.values()].flatMap(({ fWriteBasket, fBasketSeek, fBasketBytes }) =>
      Array.from(
        { length: fWriteBasket },
        (_, index) => [Number(fBasketSeek[index]), fBasketBytes[index] ?? 0] as const,
      ),
    );
    const changes = fc.tuple(fc.constantFrom(...baskets), fc.nat(), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(changes, async ([[position, length], offset, change]) => {
        const changed = Buffer.from(whole);
        const at = position + (offset % length);
        changed.writeUInt8(changed.readUInt8(at) ^ change, at);
        await settles(await temporaryFile(changed));
      }),
      { numRuns: 150 },
    );
  });

  it('a tree whose description is damaged is an InputError', async () => {
    const damaged = await altered(
      rootFile('zstd.root'),
      (bytes) => void bytes.writeUInt8(bytes.readUInt8(24_250) ^ 128, 24_250),
    );
    expect((await failure(readTree(damaged, 'reco/events'))).code).toBe('corrupt-file');
  });
});
