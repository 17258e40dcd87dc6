import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelRegistry, RetrainingResult, RunRecord } from '../../schemas/index.ts';
import {
  copyNumbers,
  firstSamples,
  numbersPlugin,
  writeSamples,
  type NumbersSample,
} from '../support/numbers-campaign.ts';
import { processesMentioning } from '../support/processes.ts';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';

let umbra: Umbra;
let data: string;
let campaign: string;
let dev: ReturnType<Umbra['start']> | undefined;

const json = async <T>(...args: readonly string[]): Promise<T> => {
  const { stdout, stderr, code } = await umbra.run(...args, '--json');
  if (code !== 0) throw new Error(`umbra ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout) as T;
};
const retrain = (): Promise<RetrainingResult> => json('schedule', 'trigger', 'numbers', '--wait');
const registry = (): Promise<ModelRegistry> => json('models', 'show', 'numbers');
const run = async (result: RetrainingResult): Promise<RunRecord> => {
  const found = (await umbra.records()).find((record) => record.run === result.run);
  if (found === undefined) throw new Error(`no record of ${result.run ?? 'the run'}`);
  return found;
};
const states = ({ tasks }: RunRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tasks).map(([id, { state }]) => [id, state]));

beforeAll(async () => {
  umbra = await createUmbra();
  data = join(umbra.state, 'campaign', 'data');
  campaign = await copyNumbers(join(umbra.state, 'campaign'), (yaml) => yaml);
  await writeSamples(data, firstSamples);
});
afterAll(async () => {
  dev?.process.kill('SIGTERM');
  await dev?.finished;
  await umbra.remove();
});

describe('retraining, step by step on one store', { timeout: 180_000 }, () => {
  const late: readonly NumbersSample[] = [...firstSamples, { dsid: 13, kind: 'signal', region: 'low', events: 600 }];

  test('a schedule made without a server stays, and says that nothing fires it', async () => {
    const { stdout, code } = await umbra.run('schedule', 'create', campaign, '--every', '30d');
    expect(code).toBe(0);
    expect(stdout).toMatch(/only while umbra dev --worker \(or a run\) is up/);
    expect(stdout).toMatch(/No server is up now/);
    expect(await json('schedule', 'list')).toMatchObject([
      { name: 'numbers', paused: false, when: 'every 30d', last: null },
    ]);
    expect((await umbra.run('schedule', 'create', campaign, '--every', '1h')).stderr).toMatch(/'numbers' already/);
    expect(await processesMentioning(umbra.state)).toEqual([]);
  });

  test('the first models become the champions', async () => {
    // From here on a server is up: the commands need not start one each.
    dev = umbra.start('dev');
    await until(() => umbra.serverPid());
    const result = await retrain();
    expect(result.outcome).toBe('retrained');
    expect(result.models).toMatchObject({
      low: { action: 'promoted', version: 1 },
      high: { action: 'promoted', version: 1 },
    });
    expect(result.models?.low?.why).toBe('the first model of this category');
  });

  test('nothing has changed: it ends, saying so, and does nothing', async () => {
    const before = (await umbra.records()).length;
    const result = await retrain();
    expect(result).toMatchObject({ outcome: 'unchanged' });
    expect(result.message).toMatch(/nothing has changed since run numbers-/);
    expect(await umbra.records()).toHaveLength(before);
    const [row] = await json<{ last: { state: string; message: string } }[]>('schedule', 'list');
    expect(row?.last).toMatchObject({ state: 'unchanged' });
  });

  test('a new sample: only what depends on it is done, and the challenger meets the champion on the same events', async () => {
    await writeSamples(data, late);
    const result = await retrain();
    expect(states(await run(result))).toEqual({
      'read[sample=1]': 'cached',
      'read[sample=11]': 'cached',
      'read[sample=12]': 'cached',
      'read[sample=13]': 'done', // by the validation
      'fit[category=low]': 'done',
      'fit[category=high]': 'cached',
      'score[category=low]': 'done',
      'score[category=high]': 'cached',
    });
    expect(result.models?.high).toMatchObject({
      action: 'kept',
      champion: 1,
      why: expect.stringMatching(/same model/) as string,
    });
    expect(result.models?.low).toMatchObject({ action: 'promoted', version: 2 });
    const [, decision] = (await registry()).models.low?.history ?? [];
    // 134 of 400, 100 of 300 and 200 of 600 events are test events.
    expect(decision?.challenge?.events).toEqual({ background: 134, signal: 300 });
    expect(decision?.challenge?.difference.auc?.error).toBeGreaterThan(0);
    expect(decision?.why).toMatch(/AUC .* against .* ± .* on the same 434 test events/);
  });

  test('bad new samples are quarantined, each with its reason; the rest go on', async () => {
    await writeSamples(data, [
      ...late,
      { dsid: 21, kind: 'background', events: 1, text: 'EVENTS\n1\nnan\n' },
      { dsid: 22, kind: 'background', events: 1, text: '<html>not found</html>\n' },
      { dsid: 23, kind: 'background', events: 1 },
      { dsid: 24, kind: 'background', events: 200 },
    ]);
    await rm(join(data, '23.txt'));
    const result = await retrain();
    expect(result.samples).toBe(5);
    expect(Object.fromEntries((result.quarantined ?? []).map(({ sample, reason }) => [sample, reason]))).toEqual({
      '21': expect.stringMatching(/21\.txt.*event 1 is not finite/) as string,
      '22': expect.stringMatching(/22\.txt.*holds no events/) as string,
      '23': expect.stringMatching(/cannot read .*23\.txt/) as string,
    });
    expect(Object.keys(states(await run(result)))).toContain('read[sample=24]');
    expect(Object.keys(states(await run(result)))).not.toContain('read[sample=21]');
    expect((await registry()).retraining?.quarantined).toHaveLength(3);
    // Bad as before is no change.
    expect(await retrain()).toMatchObject({ outcome: 'unchanged' });
  });

  test('a sample that was good and is bad now stops it, and the champions stay', async () => {
    const before = await registry();
    await writeFile(join(data, '24.txt'), 'EVENTS\nnan\n');
    const { code, stderr } = await umbra.run('schedule', 'trigger', 'numbers', '--wait');
    expect(code).toBe(1);
    expect(stderr).toMatch(/1 sample of the last retraining .* is bad now: 24/);
    expect(await registry()).toEqual(before);
  });

  test('rollback and promote by hand, each with its reason in the history', async () => {
    const { low } = (await registry()).models;
    const [first, second] = [1, low?.champion ?? 0];
    expect(second).toBeGreaterThan(1);
    await json('models', 'rollback', 'numbers', 'low', '--why', 'looks odd');
    await json('models', 'promote', 'numbers', 'low', '--to', String(first), '--why', 'for the paper');
    const after = (await registry()).models.low;
    expect(after?.champion).toBe(first);
    expect(after?.history.slice(-2)).toMatchObject([
      { action: 'rolled-back', by: 'person', why: 'looks odd' },
      { action: 'promoted', by: 'person', why: 'for the paper', version: first },
    ]);
    expect((await umbra.run('models', 'promote', 'numbers', 'low', '--to', '77')).stderr).toMatch(/has no version 77/);
    expect((await umbra.run('models', 'rollback', 'numbers', 'middle')).stderr).toMatch(/it has high, low/);
    expect((await umbra.run('gc', '--keep', '1')).code).toBe(0);
    expect((await umbra.run('verify')).code).toBe(0);
  });
});

test('a schedule survives kill -9 of the server: it fires again', { timeout: 180_000 }, async () => {
  const other = await createUmbra();
  try {
    const folder = join(other.state, 'campaign');
    const path = await copyNumbers(folder, (yaml) => yaml);
    await writeSamples(join(folder, 'data'), firstSamples);
    const { process: dev, finished } = other.start('dev', '--worker', '--plugins', numbersPlugin, '--json');
    await until(() => other.serverPid());
    expect((await other.run('schedule', 'create', path, '--every', '2s', '--pause-on-failure')).code).toBe(0);
    const last = async (): Promise<string | undefined> => {
      const { stdout } = await other.run('schedule', 'list', '--json');
      const [row] = JSON.parse(stdout) as { last: { at: string; state: string } | null }[];
      return row?.last?.state === 'unchanged' ? row.last.at : undefined;
    };
    const before = await until(last, 90);
    process.kill(await other.serverPid(), 'SIGKILL');
    const after = await until(async () => {
      const at = await last();
      return at !== undefined && Date.parse(at) > Date.parse(before) + 5000 ? at : undefined;
    }, 90);
    expect(Date.parse(after)).toBeGreaterThan(Date.parse(before));
    expect((await other.run('schedule', 'pause', 'numbers')).code).toBe(0);
    expect((await other.run('schedule', 'list')).stdout).toMatch(/paused \(paused by umbra/);
    expect((await other.run('schedule', 'resume', 'numbers')).code).toBe(0);
    expect((await other.run('schedule', 'delete', 'numbers')).code).toBe(0);
    expect((await other.run('schedule', 'pause', 'numbers')).stderr).toMatch(/no schedule 'numbers'/);
    dev.kill('SIGTERM');
    expect(await finished).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/server ended.*starting it again/) as string,
    });
    expect(await processesMentioning(other.state)).toEqual([]);
  } finally {
    await other.remove();
  }
});
