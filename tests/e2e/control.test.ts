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
const campaign = async (change: (text: string) => string): Promise<string> => {
  const text = await readFile(join(chains, 'slow.yaml'), 'utf8');
  const path = join(umbra.state, 'campaign.yaml');
  await writeFile(path, change(text.replace('kinds.mjs', join(process.cwd(), chains, 'kinds.mjs'))));
  return path;
};
const runningRun = () =>
  until(async () => {
    const { stdout } = await umbra.run('status', '--json');
    return (JSON.parse(stdout) as { run: string; state: string }[]).find(({ state }) => /running|waiting/.test(state))
      ?.run;
  });
const event = (name: string) => async () => (await umbra.events()).filter((one) => one.event === name).length;

describe('a run under way', () => {
  test('pause holds back what has not begun, resume lets it go on', async () => {
    const { finished } = umbra.start('run', '--slots', 'gpu=1', await campaign((text) => text));
    await until(async () => ((await event('progress')()) > 0 ? true : undefined));
    const run = await runningRun();
    const paused = await umbra.run('pause', run);
    expect(paused).toMatchObject({ code: 0 });
    const again = await umbra.run('pause', run);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/paused already/);
    // What ran when the pause came ends; after that nothing begins.
    await until(async () => {
      const before = await event('started')();
      await new Promise((resolve) => setTimeout(resolve, 2500));
      return (await event('started')()) === before ? true : undefined;
    });
    expect((await umbra.records()).length).toBe(0);
    expect((await umbra.run('resume', run)).code).toBe(0);
    expect((await finished).code).toBe(0);
    expect((await umbra.records()).at(-1)?.state).toBe('completed');
  }, 120_000);

  test('after a failure a run told to wait takes the mended campaign, and ends as if all had been done with it', async () => {
    const path = await campaign((text) => text.replace('refuse: []', 'refuse: [10, 20]'));
    const { finished } = umbra.start('run', '--wait-on-failure', path);
    await until(async () => ((await event('waiting')()) > 0 ? true : undefined));
    const run = await runningRun();
    expect((await umbra.run('retry', run, '--task', 'end[chain=c0]')).stderr).toMatch(/none of these has failed/);
    await campaign((text) => text.replace('refuse: []', 'refuse: [20]'));
    const retried = await umbra.run('retry', run, '--category', 'c10', '--json');
    expect(JSON.parse(retried.stdout)).toEqual({ run, retried: ['middle[chain=c10]'] });
    await until(async () => ((await event('waiting')()) > 1 ? true : undefined));
    await campaign((text) => text);
    expect((await umbra.run('retry', run)).code).toBe(0);
    const { code, stderr } = await finished;
    expect(stderr).toMatch(/waits: mend what is wrong, then umbra retry/);
    expect(code).toBe(0);
    const record = (await umbra.records()).at(-1);
    expect(record?.state).toBe('completed');
    // The parameter that was mended is one of all chains: what had been done with the old one is done again, what does not know of it is not.
    expect(Object.values(record?.tasks ?? {}).map(({ state }) => state)).toEqual(Array(13).fill('done'));
    const starts = (await umbra.events()).flatMap((one) => (one.event === 'started' ? [one.task] : []));
    const index = (id: string): number => Object.keys(record?.tasks ?? {}).indexOf(id);
    for (const chain of [0, 10, 20, 30]) {
      const times = (name: string) => starts.filter((one) => one === index(`${name}[chain=c${chain}]`)).length;
      expect(times('begin')).toBe(1);
      expect(times('middle')).toBeGreaterThan(1);
    }
    expect((await umbra.run('retry', run)).stderr).toMatch(/not under way/);
  }, 120_000);

  test('cancel stops what runs and leaves no process; the next run goes on from the checkpoints', async () => {
    const path = await campaign((text) => text.replace('steps: 8', 'steps: 40'));
    const { finished } = umbra.start('run', path);
    await until(async () => ((await event('progress')()) > 6 ? true : undefined));
    const run = await runningRun();
    expect((await umbra.run('cancel', run)).code).toBe(0);
    expect((await finished).code).toBe(1);
    expect((await umbra.records()).at(-1)?.state).toBe('cancelled');
    expect(await processesMentioning(umbra.state)).toEqual([]);
    const first = (await umbra.events()).flatMap((one) => (one.event === 'progress' ? [one.progress.epoch ?? 0] : []));
    await umbra.run('run', path);
    const all = (await umbra.events()).filter((one) => one.event === 'progress').length;
    // Every step of every chain was said once; at most the step under way was lost in each of the slots.
    expect(all).toBeLessThanOrEqual(4 * 40 + 2 * 2);
    expect(all).toBeGreaterThan(first.length);
    const logs = await umbra.run('logs', run, '--json');
    expect(logs.stdout).toMatch(/"task":"begin\[chain=c0\]"/);
  }, 120_000);
});
