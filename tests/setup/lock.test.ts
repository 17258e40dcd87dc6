import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { identify } from '../../scripts/setup/processes/identity.mjs';
import { acquireLock, readHolder } from '../../scripts/setup/processes/lock.mjs';
import { temporaryFolder } from './support.ts';

const lockModule = new URL('../../scripts/setup/processes/lock.mjs', import.meta.url).href;
const fast = { pollMs: 5 };

/** A process that has ended: its pid belongs to nobody, or to a later process. */
async function deadProcess(): Promise<{ pid: number; started: string | null }> {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  const identity = identify(child.pid ?? 0);
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await closed;
  return identity;
}

function writeHolder(file: string, holder: object): void {
  writeFileSync(file, JSON.stringify({ host: hostname(), children: [], ...holder }));
}

describe('the lock of a set-up', () => {
  it('makes the second one wait until the first lets go', async () => {
    const file = join(temporaryFolder(), 'lock');
    const first = await acquireLock(file);
    const order: string[] = [];
    const second = acquireLock(file, { ...fast, waiting: () => order.push('second waits') }).then((lock) => {
      order.push('second holds');
      return lock;
    });
    await expect.poll(() => order).toEqual(['second waits']);
    order.push('first lets go');
    first.release();
    (await second).release();
    expect(order).toEqual(['second waits', 'first lets go', 'second holds']);
    expect(existsSync(file)).toBe(false);
  });

  it('tells which process is waited for', async () => {
    const file = join(temporaryFolder(), 'lock');
    const lock = await acquireLock(file);
    const told: (number | undefined)[] = [];
    const second = acquireLock(file, { ...fast, waiting: (pid: number | undefined) => told.push(pid) });
    await expect.poll(() => told).toEqual([process.pid]);
    lock.release();
    (await second).release();
  });

  it('is broken when its holder is dead', async () => {
    const file = join(temporaryFolder(), 'lock');
    writeHolder(file, { owner: await deadProcess() });
    const lock = await acquireLock(file, fast);
    expect(readHolder(file)?.owner.pid).toBe(process.pid);
    lock.release();
  });

  it.runIf(process.platform === 'linux')(
    'is broken when the pid of its holder belongs to a later process',
    async () => {
      const file = join(temporaryFolder(), 'lock');
      writeHolder(file, { owner: { pid: process.pid, started: '1' } });
      (await acquireLock(file, fast)).release();
    },
  );

  it('is respected while a program that a killed holder left behind still runs', async () => {
    const file = join(temporaryFolder(), 'lock');
    const orphan = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    writeHolder(file, { owner: await deadProcess(), children: [identify(orphan.pid ?? 0)] });
    const told: (number | undefined)[] = [];
    const lock = acquireLock(file, { ...fast, waiting: (pid: number | undefined) => told.push(pid) });
    await expect.poll(() => told).toEqual([orphan.pid]);
    orphan.kill('SIGKILL');
    (await lock).release();
  });

  it("is respected when it is another machine's, whose processes cannot be seen", async () => {
    const file = join(temporaryFolder(), 'lock');
    writeHolder(file, { host: 'elsewhere', owner: await deadProcess() });
    const waiting = acquireLock(file, { ...fast, signal: AbortSignal.timeout(50) });
    await expect(waiting).rejects.toThrow();
    expect(readHolder(file)?.host).toBe('elsewhere');
  });

  it('is not broken while its content is being written, and is when that was long ago', async () => {
    const file = join(temporaryFolder(), 'lock');
    writeFileSync(file, '');
    await expect(acquireLock(file, { ...fast, signal: AbortSignal.timeout(50) })).rejects.toThrow();
    const longAgo = Date.now() / 1000 - 60;
    utimesSync(file, longAgo, longAgo);
    (await acquireLock(file, fast)).release();
  });

  it('notes the programs of its holder and forgets those that ended', async () => {
    const file = join(temporaryFolder(), 'lock');
    const lock = await acquireLock(file);
    lock.childStarted(process.ppid);
    expect(readHolder(file)?.children.map(({ pid }) => pid)).toEqual([process.ppid]);
    lock.childEnded(process.ppid);
    expect(readHolder(file)?.children).toEqual([]);
    lock.release();
    lock.childStarted(process.ppid);
    expect(existsSync(file)).toBe(false);
  });

  it('is held by one of many processes at a time, though they start on a stale one', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'lock');
    const counter = join(folder, 'counter');
    writeFileSync(counter, '0');
    writeHolder(file, { owner: await deadProcess() });
    // Reading, waiting and writing back loses counts as soon as two are in at once.
    const program = `
      import { readFileSync, writeFileSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      const { acquireLock } = await import(${JSON.stringify(lockModule)});
      for (let round = 0; round < 5; round++) {
        const lock = await acquireLock(${JSON.stringify(file)}, { pollMs: 1 });
        const count = Number(readFileSync(${JSON.stringify(counter)}, 'utf8'));
        await sleep(1);
        writeFileSync(${JSON.stringify(counter)}, String(count + 1));
        lock.release();
      }`;
    const run = promisify(execFile);
    await Promise.all(Array.from({ length: 4 }, () => run(process.execPath, ['--input-type=module', '-e', program])));
    expect(readFileSync(counter, 'utf8')).toBe('20');
  });
});
