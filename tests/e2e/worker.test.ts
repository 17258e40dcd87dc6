import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processesMentioning } from '../support/processes.ts';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';

let umbra: Umbra;
beforeEach(async () => {
  umbra = await createUmbra();
});
afterEach(() => umbra.remove());

const chains = 'tests/fixtures/chains';
const kinds = join(process.cwd(), chains, 'kinds.mjs');
const campaign = async (change: (text: string) => string): Promise<string> => {
  const text = await readFile(join(chains, 'slow.yaml'), 'utf8');
  const path = join(umbra.state, 'campaign.yaml');
  await writeFile(path, change(text.replace('kinds.mjs', kinds)));
  return path;
};
const attempts = async () => (await umbra.events()).filter((event) => event.event === 'attempt-failed');

describe('a worker of its own', () => {
  test('tells health, readiness and metrics; ends by itself when there is nothing to do', async () => {
    const server = umbra.start('dev');
    await until(() => umbra.serverPid());
    const worker = umbra.start('worker', '--plugins', kinds, '--exit-when-idle', '15s', '--status', '0');
    const address = await until(async () => {
      const logged = await umbra.logged();
      return /http:\/\/(127\.0\.0\.1:\d+)\/healthz/.exec(logged)?.[1];
    });
    const get = async (path: string) => {
      const answer = await fetch(`http://${address}${path}`);
      return { status: answer.status, text: await answer.text() };
    };
    expect(await get('/healthz')).toMatchObject({ status: 200 });
    expect(await get('/readyz')).toMatchObject({ status: 200 });
    expect(await get('/nothing')).toMatchObject({ status: 404 });
    const detached = await umbra.run('run', await campaign((text) => text), '--detach', '--json');
    expect(JSON.parse(detached.stdout)).toMatchObject({ run: expect.any(String) as string });
    await until(async () => ((await umbra.records()).length > 0 ? true : undefined));
    expect((await umbra.records()).at(-1)?.state).toBe('completed');
    const { text } = await get('/metrics');
    expect(text).toMatch(/umbra_slots\{queue="gpu"\} [1-9]/);
    expect(text).toMatch(/umbra_tasks_total\{kind="[a-z-]+",state="done"\} \d+/);
    expect(text).toMatch(/temporal_/);
    expect((await worker.finished).code).toBe(0);
    server.process.kill('SIGTERM');
    await server.finished;
    expect(await processesMentioning(umbra.state)).toEqual([]);
  }, 120_000);

  test('SIGTERM: what runs may end within the grace, nothing new begins, exit code 0', async () => {
    const server = umbra.start('dev');
    await until(() => umbra.serverPid());
    const worker = umbra.start('worker', '--plugins', kinds, '--grace', '40s', '--slots', 'gpu=1');
    const pid = await until(async () => {
      const [start] = await processesMentioning(umbra.state, 'worker.mjs');
      return start;
    });
    const path = await campaign((text) => text.replace('steps: 8', 'steps: 20'));
    // The command's own worker is told to leave the trainings to the other one.
    const run = umbra.start('run', path, '--slots', 'gpu=1');
    await until(async () =>
      (await umbra.events()).some((event) => event.event === 'started' && event.worker.endsWith(`-${pid}`))
        ? true
        : undefined,
    );
    worker.process.kill('SIGTERM');
    expect((await worker.finished).code).toBe(0);
    expect((await run.finished).code).toBe(0);
    // Nothing was broken off: no task failed, none was begun twice.
    expect(await attempts()).toEqual([]);
    const begun = (await umbra.events()).flatMap((event) => (event.event === 'started' ? [event.task] : []));
    expect(new Set(begun).size).toBe(begun.length);
    server.process.kill('SIGTERM');
    await server.finished;
  }, 120_000);

  test('a stuck task is stopped and tried again; stuck three times the same way it is given up', async () => {
    const path = await campaign((text) =>
      text
        .replace('steps: 8, stepMs: 150', 'steps: 1, stepMs: 600000')
        .replace('    kind: slow-next', '    kind: slow-next\n    stall_timeout: 2s')
        .replace('[0, 10, 20, 30]', '[0]'),
    );
    const { code, stderr } = await umbra.run('run', path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/failed: middle\[chain=c0\]: Stalled: .*no progress for 2 s.*same way 3 times/);
    expect((await attempts()).length).toBe(3);
    expect(await processesMentioning(umbra.state)).toEqual([]);
  }, 120_000);

  test('an attempt that takes longer than its time-out is stopped', async () => {
    const path = await campaign((text) =>
      text
        .replace('steps: 8, stepMs: 150', 'steps: 20, stepMs: 500')
        .replace('    kind: slow-next', '    kind: slow-next\n    timeout: 3s')
        .replace('[0, 10, 20, 30]', '[0]'),
    );
    // Each attempt goes on from the checkpoint of the one before: four of them are enough.
    const { code } = await umbra.run('run', path);
    const failed = await attempts();
    expect(failed.length).toBeGreaterThan(1);
    expect(failed[0]).toMatchObject({ error: { type: 'TimedOut' } });
    expect([0, 1]).toContain(code);
  }, 120_000);
});
