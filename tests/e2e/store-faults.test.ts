import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLocalStore } from '../../store/index.ts';
import { mayMount, mountSmallDisk, type SmallDisk } from '../support/mounts.ts';
import { createUmbra, repository, until, type Umbra } from '../support/umbra.ts';

const folder = join('tests', 'fixtures', 'faults');
const heavy = join(folder, 'heavy.yaml');
/** 200 kB each of 1, 2 ... 6. */
const total = 200 * 1024 * 21;

let umbra: Umbra;
beforeEach(async () => {
  umbra = await createUmbra();
});
afterEach(() => umbra.remove());

const objectAt = (sha256: string): string => join(umbra.state, 'store', 'objects', sha256.slice(0, 2), sha256);
async function outputOf(task: string, run = 0): Promise<{ readonly sha256: string; readonly key: string }> {
  const store = await openLocalStore(join(umbra.state, 'store'));
  const key = [...(await umbra.records())].reverse()[run]?.tasks[task]?.key ?? '';
  const [output] = Object.values((await store.getAction(key))?.outputs ?? {});
  return { sha256: output?.parts[0]?.sha256 ?? '', key };
}
const sum = async (): Promise<unknown> =>
  JSON.parse(await readFile(objectAt((await outputOf('total')).sha256), 'utf8'));
const shortages = async (): Promise<readonly string[]> =>
  (await umbra.events()).flatMap((event) =>
    event.event === 'attempt-failed' && event.error.type === 'ResourceError' ? [event.error.message] : [],
  );

// A privileged user may write to read-only files and reserved blocks: only a disk of its own refuses for sure.
describe.runIf(await mayMount())('a disk of its own (skipped where this user may not mount)', () => {
  let disk: SmallDisk;
  beforeEach(async () => {
    disk = await mountSmallDisk(join(umbra.state, 'store'), 1000);
  });
  afterEach(() => disk.remove());

  test('that is full: said with what to do, nothing half-written, and the campaign goes on when there is room', async () => {
    let stderr = '';
    const { process: command, finished } = umbra.start('run', heavy);
    command.stderr?.on('data', (text: Buffer) => (stderr += text.toString()));
    await until(() => Promise.resolve(stderr.includes('the disk is full') ? true : undefined), 120);
    expect(stderr).toMatch(/store.*the disk is full\. To mend it: free space there \(umbra gc/);
    disk.setSize(8000);
    const { code } = await finished;
    expect(code).toBe(0);
    expect(await sum()).toBe(total);
    expect((await shortages()).length).toBeGreaterThan(0);
    expect((await umbra.run('verify')).code).toBe(0);
    expect((await readdir(join(umbra.state, 'store', 'temporary'))).length).toBe(0);
  }, 300_000);

  test('that is read-only: a command says so at once; one under way goes on when it can write again', async () => {
    disk.setSize(8000);
    disk.setWritable(false);
    const refused = await umbra.run('run', heavy);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/store.*the file system is read-only\. To mend it: mount it for writing/);
    expect(refused.stderr).not.toMatch(/    at /);
    disk.setWritable(true);
    let stderr = '';
    const { process: command, finished } = umbra.start('run', heavy);
    command.stderr?.on('data', (text: Buffer) => (stderr += text.toString()));
    await until(async () => (await umbra.events()).length > 0 || undefined, 120);
    disk.setWritable(false);
    await until(() => Promise.resolve(stderr.includes('read-only') ? true : undefined), 120);
    disk.setWritable(true);
    expect((await finished).code).toBe(0);
    expect(await sum()).toBe(total);
  }, 300_000);
});

describe('damage in the store', () => {
  test('a flipped byte, a truncated object and a lost one are found before they are used, and made again', async () => {
    expect((await umbra.run('run', heavy)).code).toBe(0);
    const blocks = await Promise.all(['b1', 'b2', 'b3'].map((block) => outputOf(`write[block=${block}]`)));
    const [flipped, short, lost] = blocks.map(({ sha256 }) => objectAt(sha256)) as [string, string, string];
    const content = await readFile(flipped);
    content[1000] = 77;
    await writeFile(flipped, content);
    await truncate(short, 100);
    await rm(lost);
    // The sum is to be made again from what is there.
    await (await openLocalStore(join(umbra.state, 'store'))).removeAction((await outputOf('total')).key);
    const again = await umbra.run('run', heavy);
    expect(again.code).toBe(0);
    expect(await sum()).toBe(total);
    const found = (await umbra.events()).flatMap((event) =>
      event.event === 'attempt-failed' ? [`${event.error.type}: ${event.error.message}`] : [],
    );
    expect(found).toEqual([expect.stringMatching(/StoreError.*does not hold what its name says: it was altered/)]);
    expect((await umbra.records()).at(-1)?.tasks).toMatchObject({
      'write[block=b1]': { state: 'done' },
      'write[block=b2]': { state: 'done' },
      'write[block=b3]': { state: 'done' },
      'write[block=b4]': { state: 'cached' },
    });
    expect((await umbra.run('verify')).code).toBe(0);
  }, 240_000);
});

describe('two runs at once', () => {
  test('that make the same things agree on them, whichever worker is quicker', async () => {
    const text = await readFile(join(folder, 'dice.yaml'), 'utf8');
    const campaign = async (name: string): Promise<string> => {
      const path = join(umbra.state, `${name}.yaml`);
      await writeFile(
        path,
        text.replace('campaign: dice', `campaign: ${name}`).replace('kinds.mjs', join(repository, folder, 'kinds.mjs')),
      );
      return path;
    };
    const paths = await Promise.all(['dice-one', 'dice-two'].map(campaign));
    const ended = await Promise.all(paths.map((path) => umbra.run('run', '--slots', 'cpu=4', path)));
    for (const { code, stderr } of ended) expect(code, stderr).toBe(0);
    const records = await umbra.records();
    expect(records).toHaveLength(2);
    // The kind writes another number each time: what counts is what the first writer wrote, for both.
    const store = await openLocalStore(join(umbra.state, 'store'));
    const keys = records.map(({ tasks }) => Object.values(tasks).map(({ key }) => key));
    expect(keys[0]).toEqual(keys[1]);
    for (const { tasks } of records)
      for (const { state, key } of Object.values(tasks)) {
        expect(state).toMatch(/done|cached/);
        expect(await store.getAction(key ?? '')).toBeDefined();
      }
    expect((await umbra.run('verify')).code).toBe(0);
  }, 240_000);
});
