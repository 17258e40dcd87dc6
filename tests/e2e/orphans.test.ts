import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findVictims } from '../faults/victims.ts';
import { kill, processesMentioning } from '../support/processes.ts';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';

let umbra: Umbra;
beforeEach(async () => {
  umbra = await createUmbra();
});
afterEach(async () => {
  for (const pid of await processesMentioning(umbra.state)) kill(pid);
  await umbra.remove();
});

const campaign = 'tests/fixtures/faults/blocking.yaml';

/** The process that computes without hearing anything. */
const blocked = (): Promise<number> =>
  until(async () => {
    const said = (await umbra.events()).flatMap((event) =>
      event.event === 'progress' ? [event.progress.message] : [],
    );
    const pid = Number(/blocked: (\d+)/.exec(said.at(-1) ?? '')?.[1]);
    return pid > 0 ? pid : undefined;
  }, 120);

const isThere = async (pid: number): Promise<boolean> =>
  (await processesMentioning(umbra.state, 'task-child')).includes(pid);
/** Resolves when the process has gone; fails after 5 s. */
const gone = (pid: number): Promise<true> => until(async () => ((await isThere(pid)) ? undefined : true), 5);
const nothingLeft = (): Promise<true> =>
  until(async () => ((await processesMentioning(umbra.state)).length === 0 ? true : undefined), 5);

describe('a task whose process hears nothing is gone 5 s after', () => {
  test('its run was cancelled', async () => {
    const { finished } = umbra.start('run', campaign);
    const pid = await blocked();
    const [run = ''] = await readdir(join(umbra.state, 'store', 'events'));
    expect((await umbra.run('cancel', run)).code).toBe(0);
    await gone(pid);
    expect((await finished).code).toBe(1);
    await nothingLeft();
  }, 120_000);

  test('its worker died', async () => {
    const { process: command, finished } = umbra.start('run', campaign);
    const pid = await blocked();
    for (const worker of (await findVictims(umbra, undefined)).get('worker') ?? []) kill(worker);
    await gone(pid);
    command.kill('SIGINT');
    expect((await finished).code).toBe(130);
    await nothingLeft();
  }, 120_000);

  test('command and worker died: no server is left either', async () => {
    const { process: command, finished } = umbra.start('run', campaign);
    const pid = await blocked();
    const victims = await findVictims(umbra, command.pid);
    for (const kind of ['command', 'worker'] as const) for (const one of victims.get(kind) ?? []) kill(one);
    await finished;
    await gone(pid);
    await nothingLeft();
  }, 120_000);

  test('its terminal was closed: the run is interrupted in order', async () => {
    const { process: command, finished } = umbra.start('run', campaign);
    const pid = await blocked();
    command.kill('SIGHUP');
    expect((await finished).code).toBe(130);
    await gone(pid);
    await nothingLeft();
  }, 120_000);
});
