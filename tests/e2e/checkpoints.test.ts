import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contentsOf } from '../support/contents.ts';
import { smallDarkMatter } from '../support/small-dark-matter.ts';
import { kill } from '../support/processes.ts';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';
import { findVictims } from '../faults/victims.ts';
import { repeatedWork } from '../faults/work.ts';

/** Epochs of small batches take much longer than the interval between checkpoints: an interruption may cost one epoch at most. */
const campaign = (folder: string, epochs = 12): Promise<readonly string[]> =>
  smallDarkMatter(folder, (text) =>
    text
      .replace('epochs: 6\n', `epochs: ${epochs}\n      checkpoint_seconds: 0.05\n`)
      .replace('batch_size: 512', 'batch_size: 4')
      .replace('early_stopping: { patience: 5 }', 'early_stopping: null'),
  );
const training = 'train[category=DH_HDS_low]';

let umbra: Umbra;
beforeEach(async () => {
  umbra = await createUmbra();
});
afterEach(() => umbra.remove());

const untilEpoch = (epoch: number): Promise<string> =>
  until(async () => {
    const events = await umbra.events();
    const reached = events.some((event) => event.event === 'progress' && (event.progress.epoch ?? 0) >= epoch);
    return reached ? (await readdir(join(umbra.state, 'store', 'events')))[0] : undefined;
  }, 120);

/** What the record of the newest run and the events say of the training's interruption. */
async function interruption() {
  const record = (await umbra.records()).at(-1);
  return { record: record?.tasks[training], repeated: repeatedWork(await umbra.events()) };
}

describe('a training that is interrupted', () => {
  test('goes on at its last checkpoint when its process is killed: on a retry', async () => {
    const { finished } = umbra.start('run', ...(await campaign(umbra.state)));
    await untilEpoch(6);
    const victims = await findVictims(umbra, undefined);
    expect(victims.get('trainer')).toBeDefined();
    for (const pid of victims.get('trainer') ?? []) kill(pid);
    const { code, stderr } = await finished;
    expect(code).toBe(0);
    const { record, repeated } = await interruption();
    expect(record).toMatchObject({ state: 'done' });
    expect(record?.resumed).toBeGreaterThanOrEqual(4);
    expect(repeated.most.epochs).toBeLessThanOrEqual(1);
    expect(stderr).toMatch(/resumed from checkpoints: train\[category=DH_HDS_low\] \(\d+\.\d epochs not done again\)/);
  }, 300_000);

  test('goes on at its last checkpoint when its worker is killed: on another worker', async () => {
    const { finished } = umbra.start('run', ...(await campaign(umbra.state)));
    await untilEpoch(6);
    for (const pid of (await findVictims(umbra, undefined)).get('worker') ?? []) kill(pid);
    expect((await finished).code).toBe(0);
    const workers = new Set(
      (await umbra.events()).flatMap((event) => (event.event === 'started' ? [event.worker] : [])),
    );
    expect(workers.size).toBe(2);
    const { record, repeated } = await interruption();
    expect(record?.resumed).toBeGreaterThanOrEqual(4);
    expect(repeated.most.epochs).toBeLessThanOrEqual(1);
  }, 300_000);

  test('goes on at its last checkpoint in a new run after umbra cancel, and makes what an undisturbed one makes', async () => {
    // Many epochs are left: the command has to start and to be heard before the training is over.
    const epochs = 20;
    const args = await campaign(umbra.state, epochs);
    const { finished } = umbra.start('run', ...args);
    const first = await untilEpoch(4);
    expect(await umbra.run('cancel', first)).toMatchObject({ code: 0 });
    expect((await finished).code).toBe(1);
    expect((await umbra.records()).at(-1)).toMatchObject({
      run: first,
      state: 'cancelled',
      tasks: { [training]: { state: 'cancelled' } },
    });
    const again = await umbra.run('run', ...args);
    expect(again).toMatchObject({ code: 0 });
    const { record, repeated } = await interruption();
    expect((await umbra.records()).at(-1)?.run).not.toBe(first);
    expect(record?.resumed).toBeGreaterThanOrEqual(2);
    expect(repeated.most.epochs).toBeLessThanOrEqual(1);
    const status = JSON.parse((await umbra.run('status', '--json')).stdout) as { run: string; resumed?: object }[];
    expect(status[0]?.resumed).toEqual({ [training]: record?.resumed });

    const other = await createUmbra();
    try {
      expect((await other.run('run', ...(await campaign(other.state, epochs)))).code).toBe(0);
      expect(await contentsOf(umbra)).toEqual(await contentsOf(other));
    } finally {
      await other.remove();
    }
  }, 400_000);
});
