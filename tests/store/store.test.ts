import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionEntry, RunRecord } from '../../schemas/index.ts';
import { temporaryName } from '../../store/atomic.ts';
import { collectGarbage, intactPath, openLocalStore, verifyStore, type Store } from '../../store/index.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umbra-store-'));
  store = await openLocalStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (key: string, parts: ActionEntry['outputs'][string]['parts']): ActionEntry => ({
  key,
  task: `task-${key}`,
  kind: 'noop',
  version: 1,
  params: {},
  inputs: [],
  outputs: { value: { type: 'file', parts } },
  code: 'test',
  host: 'test',
  started: '2026-01-01T00:00:00.000Z',
  seconds: 1,
  warnings: [],
});

const run = (name: string, plan: RunRecord['plan'], keys: readonly string[]): RunRecord => ({
  run: name,
  campaign: 'c',
  title: 'C',
  plan,
  state: 'completed',
  started: '2026-01-01T00:00:00.000Z',
  finished: `2026-01-01T00:00:0${name.slice(-1)}.000Z`,
  seconds: 1,
  tasks: Object.fromEntries(keys.map((key) => [`task-${key}`, { state: 'done', key }])),
});

const bytes = (text: string): Uint8Array => Buffer.from(text);
const objectFile = (sha256: string): string => join(folder, 'objects', sha256.slice(0, 2), sha256);

describe('objects', () => {
  test('are found under the sha256 of their bytes, once, however often they are put', async () => {
    const first = await store.putBytes(bytes('abc'));
    expect(await store.putFile('.txt', (path) => writeFile(path, 'abc'))).toEqual(first);
    expect(first).toEqual({ sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', bytes: 3 });
    expect(await readFile(await store.objectPath(first), 'utf8')).toBe('abc');
    expect(await readdir(join(folder, 'temporary'))).toEqual([]);
  });

  test('a missing or truncated one is an error that names it', async () => {
    const object = await store.putBytes(bytes('abc'));
    await truncate(objectFile(object.sha256), 2);
    await expect(store.objectPath(object)).rejects.toMatchObject({ code: 'wrong-size', sha256: object.sha256 });
    await rm(objectFile(object.sha256));
    await expect(store.objectPath(object)).rejects.toMatchObject({ code: 'missing-object', sha256: object.sha256 });
    expect(await store.isWhole(object)).toBe(false);
  });

  test.each([
    ['a truncated one', (path: string) => truncate(path, 1)],
    ['one with a flipped byte', (path: string) => writeFile(path, 'abd')],
    ['a lost one', (path: string) => rm(path)],
  ])('putting %s again makes it whole', async (_, damage) => {
    for (const again of [
      () => store.putBytes(bytes('abc')),
      () => store.putFile('.txt', (path) => writeFile(path, 'abc')),
    ]) {
      const object = await store.putBytes(bytes('abc'));
      await damage(objectFile(object.sha256));
      await again();
      expect(await readFile(await store.objectPath(object), 'utf8')).toBe('abc');
      expect(await readdir(join(folder, 'temporary'))).toEqual([]);
    }
  });

  test('bytes that are not what the name says are never given out, also when the file was whole before', async () => {
    const object = await store.putBytes(bytes('abc'));
    expect(await readFile(await intactPath(store, object), 'utf8')).toBe('abc');
    await writeFile(objectFile(object.sha256), 'abd');
    await expect(intactPath(store, object)).rejects.toMatchObject({ code: 'wrong-content', sha256: object.sha256 });
    await expect(store.readObject(object)).rejects.toMatchObject({ code: 'wrong-content', sha256: object.sha256 });
  });

  test('nothing is left of a file whose writing failed', async () => {
    const failing = store.putFile('.txt', async (path) => {
      await writeFile(path, 'ab');
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect(await readdir(join(folder, 'temporary'))).toEqual([]);
  });
});

describe('the action cache', () => {
  test('gives back what was put; a damaged entry counts as absent', async () => {
    const object = await store.putBytes(bytes('abc'));
    await store.putAction(entry('k1', [object]));
    expect(await store.getAction('k1')).toEqual(entry('k1', [object]));
    await writeFile(join(folder, 'actions', 'k1', 'k1.json'), '{"key": "k1", "outp');
    expect(await store.getAction('k1')).toBeUndefined();
    expect(await store.getAction('k2')).toBeUndefined();
  });

  test('an entry with one altered byte anywhere counts as absent: it is never believed', async () => {
    const object = await store.putBytes(bytes('abc'));
    await store.putAction(entry('k1', [object]));
    const path = join(folder, 'actions', 'k1', 'k1.json');
    const file = await readFile(path);
    for (let position = 0; position < file.length; position++) {
      const altered = Buffer.from(file);
      altered[position] = (altered[position] as number) ^ 1;
      await writeFile(path, altered);
      expect(await store.getAction('k1')).toBeUndefined();
    }
    await writeFile(path, file.subarray(0, 100));
    expect(await store.putAction(entry('k1', [object]))).toEqual(entry('k1', [object]));
    expect(await store.getAction('k1')).toEqual(entry('k1', [object]));
  });

  test('of writers of one key at once the first counts for all of them', async () => {
    const objects = await Promise.all(['1', '2', '3', '4'].map((text) => store.putBytes(bytes(text))));
    const stores = await Promise.all(objects.map(() => openLocalStore(folder)));
    for (let round = 0; round < 20; round++) {
      const key = `key${round}`;
      const given = await Promise.all(
        stores.map((one, index) => one.putAction(entry(key, [objects[(index + round) % 4] as Obj]))),
      );
      const counts = await store.getAction(key);
      expect(counts).toBeDefined();
      for (const one of given) expect(one).toEqual(counts);
    }
  });

  test('an entry whose object is lost gives way to a new one', async () => {
    const [first, second] = (await Promise.all(['1', '2'].map((text) => store.putBytes(bytes(text))))) as [Obj, Obj];
    await store.putAction(entry('k1', [first]));
    await rm(objectFile(first.sha256));
    expect(await store.putAction(entry('k1', [second]))).toEqual(entry('k1', [second]));
    expect(await store.getAction('k1')).toEqual(entry('k1', [second]));
  });
});

describe('checkpoints', () => {
  test('a damaged one is none: a training never goes on from altered numbers', async () => {
    const path = join(folder, 'checkpoints', 'k1');
    const content = bytes('parameters of a network');
    await store.saveCheckpoint('k1', content);
    expect(await store.loadCheckpoint('k1')).toEqual(Buffer.from(content));
    const file = await readFile(path);
    for (const damaged of [file.subarray(0, -1), file.subarray(0, 10), Buffer.alloc(0)]) {
      await writeFile(path, damaged);
      expect(await store.loadCheckpoint('k1')).toBeUndefined();
    }
    for (let position = 0; position < file.length; position++) {
      const altered = Buffer.from(file);
      altered[position] = (altered[position] as number) ^ 1;
      await writeFile(path, altered);
      expect(await store.loadCheckpoint('k1')).toBeUndefined();
    }
  });
});

describe('verify', () => {
  test('finds a flipped byte, a truncated and a missing object, and heals by forgetting them', async () => {
    const objects = await Promise.all(['one', 'two', 'three', 'whole'].map((text) => store.putBytes(bytes(text))));
    await Promise.all(objects.map((object, index) => store.putAction(entry(`k${index}`, [object]))));
    const [flipped, short, gone, whole] = objects as [Obj, Obj, Obj, Obj];
    await writeFile(objectFile(flipped.sha256), 'onf');
    await truncate(objectFile(short.sha256), 1);
    await rm(objectFile(gone.sha256));
    const report = await verifyStore(store, { heal: true });
    const problems = Object.fromEntries(report.damage.map(({ sha256, problem }) => [sha256, problem]));
    expect(problems).toEqual({
      [flipped.sha256]: 'wrong-content',
      [short.sha256]: 'wrong-size',
      [gone.sha256]: 'missing-object',
    });
    expect(await store.getAction('k0')).toBeUndefined();
    expect(await store.getAction('k3')).toBeDefined();
    expect(await store.isWhole(whole)).toBe(true);
    expect((await verifyStore(store)).damage).toEqual([]);
  });
});
interface Obj {
  readonly sha256: string;
  readonly bytes: number;
}

describe('gc', () => {
  test('keeps what kept runs reach and removes the rest, temporary files of the dead too', async () => {
    const [plan, kept, stale] = (await Promise.all(
      ['plan', 'kept', 'stale'].map((text) => store.putBytes(bytes(text))),
    )) as [Obj, Obj, Obj];
    await store.putAction(entry('kept', [kept]));
    await store.putAction(entry('stale', [stale]));
    await store.putRun(run('r1', plan, ['stale']));
    await store.putRun(run('r2', plan, ['kept']));
    await store.saveCheckpoint('kept', bytes('state'));
    const left = temporaryName(join(folder, 'temporary'), '.parquet').replace(`-${process.pid}-`, '-999999999-');
    await writeFile(left, 'left by a crash');
    // Another machine's process of that number may well be alive.
    const elsewhere = join(folder, 'temporary', '.00000000-999999999-0123456789abcdef.tmp.parquet');
    await writeFile(elsewhere, 'being written');
    const dry = await collectGarbage(store, { keepRuns: ['r2'], dryRun: true });
    expect(await store.isWhole(stale)).toBe(true);
    const report = await collectGarbage(store, { keepRuns: ['r2'] });
    expect(report).toMatchObject({ objects: 1, actions: 1, checkpoints: 1, temporary: 1, kept: { objects: 2 } });
    expect(dry).toMatchObject({ objects: 1, actions: 1, checkpoints: 1 });
    expect(await store.isWhole(stale)).toBe(false);
    expect(await readdir(join(folder, 'temporary'))).toEqual([basename(elsewhere)]);
    expect(await store.isWhole(kept)).toBe(true);
    expect((await store.listRuns()).map(({ run: name }) => name)).toEqual(['r2']);
  });

  test('keeps the checkpoint of a task that has not finished', async () => {
    const plan = await store.putBytes(bytes('plan'));
    await store.putRun(run('r1', plan, ['unfinished']));
    await store.saveCheckpoint('unfinished', bytes('state'));
    await collectGarbage(store, { keepRuns: ['r1'] });
    expect(await store.loadCheckpoint('unfinished')).toEqual(Buffer.from('state'));
  });
});

describe('what workers say of a run', () => {
  test('is read on from where the last reading ended, whole lines only', async () => {
    await store.appendEvents('r', 'w1', '{"n":1}\n{"n":2}\n{"half');
    const first = await store.readEvents('r', new Map());
    expect(first.text).toBe('{"n":1}\n{"n":2}\n');
    await store.appendEvents('r', 'w1', '":3}\n');
    await store.appendEvents('r', 'w2', '{"n":4}\n');
    const second = await store.readEvents('r', first.offsets);
    expect(second.text.split('\n').sort()).toEqual(['', '{"half":3}', '{"n":4}']);
  });
});
