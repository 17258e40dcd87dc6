import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../schemas/index.ts';
import { processesMentioning } from '../support/processes.ts';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';

let umbra: Umbra;
beforeEach(async () => {
  umbra = await createUmbra();
});
afterEach(() => umbra.remove());

const chains = 'tests/fixtures/chains';
const totalOf = async (): Promise<unknown> => {
  const record = (await umbra.records()).at(-1);
  const { stdout } = await umbra.run('lineage', 'total.sum', '--json');
  const { outputs } = JSON.parse(stdout) as { outputs: { sum: [string] } };
  const [sha256] = outputs.sum;
  expect(record?.tasks.total?.state).toMatch(/done|cached/);
  return JSON.parse(
    await readFile(join(umbra.state, 'store', 'objects', sha256.slice(0, 2), sha256), 'utf8'),
  ) as unknown;
};
const writeCampaign = async (change: (text: string) => string): Promise<string> => {
  const text = await readFile(join(chains, 'slow.yaml'), 'utf8');
  const path = join(umbra.state, 'changed.yaml');
  await writeFile(path, change(text.replace('kinds.mjs', join(process.cwd(), chains, 'kinds.mjs'))));
  return path;
};
const started = (events: readonly RunEvent[]) => events.filter((event) => event.event === 'started');

describe('a campaign on the embedded server', () => {
  test('runs 108 tasks in 18 child workflows; the second time nothing runs and no server starts', async () => {
    const first = await umbra.run('run', `${chains}/noop.yaml`);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toMatch(/completed in .*: 108 done/);
    const ran = started(await umbra.events()).length;
    const second = await umbra.run('run', `${chains}/noop.yaml`);
    expect(second.stderr).toMatch(/completed in .*: 108 cached/);
    expect(second.stderr).not.toMatch(/web page/);
    expect(started(await umbra.events())).toHaveLength(ran);
    expect(await processesMentioning(umbra.state)).toEqual([]);
  });

  test('a task that refuses its input blocks only what needs it; mending the file runs only the rest', async () => {
    const broken = await umbra.run('run', await writeCampaign((text) => text.replace('refuse: []', 'refuse: [10]')));
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(/failed: middle\[chain=c10\]: InputError: 10 is refused/);
    const [record] = await umbra.records();
    expect(record?.state).toBe('failed');
    expect(record?.tasks['end[chain=c10]']?.state).toBe('blocked');
    expect(record?.tasks['end[chain=c20]']?.state).toBe('done');
    expect(await totalOf()).toBe(0 + 20 + 30 + 3 * 2);
    const attempts = (await umbra.events()).filter((event) => event.event === 'attempt-failed');
    expect(attempts).toHaveLength(1);

    const changed = await writeCampaign((text) => text);
    const { stdout } = await umbra.run('plan', changed, '--json');
    const plan = JSON.parse(stdout) as { tasks: { id: string; state: string; why: string }[] };
    expect(plan.tasks.find(({ id }) => id === 'middle[chain=c10]')).toMatchObject({ state: 'run' });
    expect(plan.tasks.find(({ id }) => id === 'middle[chain=c20]')?.why).toMatch(/param refuse/);
    const mended = await umbra.run('run', changed);
    expect(mended.code).toBe(0);
    expect(await totalOf()).toBe(0 + 10 + 20 + 30 + 4 * 2);
    const last = (await umbra.records()).at(-1);
    // The values of the three good chains come out the same, so what follows them is cut off.
    expect(last?.tasks['end[chain=c20]']?.state).toBe('cached');
    expect(last?.tasks['end[chain=c10]']?.state).toBe('done');
  });

  test('kill -9 of the worker, then of the server: the run goes on and ends the same', async () => {
    const { finished } = umbra.start('run', `${chains}/slow.yaml`);
    const worker = await until(async () => {
      const event = (await umbra.events()).find((one) => one.event === 'progress');
      const start = started(await umbra.events()).at(-1);
      return event !== undefined && start !== undefined ? Number(start.worker.split('-').at(-1)) : undefined;
    });
    process.kill(worker, 'SIGKILL');
    await until(async () => {
      const others = started(await umbra.events()).filter((event) => !event.worker.endsWith(`-${worker}`));
      return others.length > 0 ? true : undefined;
    }, 90);
    process.kill(await umbra.serverPid(), 'SIGKILL');
    const { code, stderr } = await finished;
    expect(stderr).toMatch(/the worker ended \(SIGKILL\); starting it again/);
    expect(stderr).toMatch(/the Temporal server ended; starting it again/);
    expect(code).toBe(0);
    expect(await totalOf()).toBe(0 + 10 + 20 + 30 + 4 * 2);
    expect(await processesMentioning(umbra.state)).toEqual([]);
  }, 180_000);

  test('Ctrl-C leaves no process; the same command goes on from the checkpoints', async () => {
    const { process: command, finished } = umbra.start('run', `${chains}/slow.yaml`);
    await until(async () =>
      (await umbra.events()).filter((event) => event.event === 'progress').length > 4 ? true : undefined,
    );
    command.kill('SIGINT');
    const interrupted = await finished;
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toMatch(/nothing is lost.*umbra run slow/);
    expect(await processesMentioning(umbra.state)).toEqual([]);
    const again = await umbra.run('run', `${chains}/slow.yaml`);
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(/goes on where it was left/);
    expect(await totalOf()).toBe(0 + 10 + 20 + 30 + 4 * 2);
    expect(await readdir(join(umbra.state, 'store', 'checkpoints')).catch(() => [])).toEqual([]);
  }, 120_000);

  test('kill -9 of the command leaves no process behind, and nothing is lost', async () => {
    const { process: command, finished } = umbra.start('run', `${chains}/slow.yaml`);
    await until(async () => ((await umbra.events()).some((event) => event.event === 'progress') ? true : undefined));
    command.kill('SIGKILL');
    await finished;
    await until(async () => ((await processesMentioning(umbra.state)).length === 0 ? true : undefined), 30);
    const again = await umbra.run('run', `${chains}/slow.yaml`);
    expect(again.code).toBe(0);
    expect(await totalOf()).toBe(0 + 10 + 20 + 30 + 4 * 2);
  }, 120_000);

  test('a damaged and a lost artifact are made again, and the result is the same', async () => {
    await umbra.run('run', `${chains}/noop.yaml`);
    const [before] = await umbra.records();
    const { stdout } = await umbra.run('lineage', 'step0[chain=c3].value', '--json');
    const { outputs } = JSON.parse(stdout) as { outputs: { value: [string] } };
    const object = (sha256: string): string => join(umbra.state, 'store', 'objects', sha256.slice(0, 2), sha256);
    await writeFile(object(outputs.value[0]), '4');
    const verified = await umbra.run('verify');
    expect(verified.code).toBe(1);
    expect(verified.stdout).toMatch(/wrong-content.*step0\[chain=c3\]\.value/);
    expect((await umbra.run('verify', '--heal')).code).toBe(0);
    const again = await umbra.run('run', `${chains}/noop.yaml`);
    expect(again.code).toBe(0);
    const after = (await umbra.records()).at(-1);
    const keys = (record: typeof after) =>
      Object.fromEntries(Object.entries(record?.tasks ?? {}).map(([id, { key }]) => [id, key]));
    expect(keys(after)).toEqual(keys(before));
    expect((await umbra.run('verify')).code).toBe(0);
  });
});
