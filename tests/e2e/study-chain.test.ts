import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionEntry } from '../../schemas/index.ts';
import type { StudyResult } from '../../schemas/results/index.ts';
import { actionEntry, outputJson, started, studyCampaign } from '../support/studies.ts';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';

let umbra: Umbra;
beforeEach(async () => {
  umbra = await createUmbra();
});
afterEach(() => umbra.remove());

/** The campaign of the fixture, changed. */
const campaign = (change?: (text: string) => string): Promise<string> => studyCampaign(umbra, 'chain.yaml', change);
const entryOf = (task: string): Promise<ActionEntry> => actionEntry(umbra, task);
const studyOf = async (task: string): Promise<StudyResult> => (await outputJson(umbra, task, 'study')) as StudyResult;

/** In the newest run. */
const startedLast = async (): Promise<readonly string[]> =>
  started(await umbra.events((await umbra.records()).at(-1)?.run));
const ofEach = (numbers: readonly number[], ...suffixes: readonly string[]): readonly string[] =>
  numbers.flatMap((number) => suffixes.map((suffix) => `tune#${number}${suffix}`)).sort();
const upTo = (last: number, first = 1): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const everything = ['', ':valued', ':judged'];

describe('a study whose trials are scored by tasks of the campaign', () => {
  test('runs them for each trial; what changes is run again and no more; more trials run alone', async () => {
    const first = await umbra.run('run', await campaign());
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(started(await umbra.events())).toEqual(ofEach(upTo(8), ...everything));
    const study = await studyOf('tune');
    expect(study).toMatchObject({
      metric: 'judged.rows.value',
      where: 'measure == "gain"',
      chain: ['valued', 'judged'],
    });
    const [best] = study.trials;
    for (const { values, score } of study.trials) {
      const { x, y } = values as { x: number; y: number };
      expect(score).toBeCloseTo(0.5 - ((x - 0.3) ** 2 + (y + 1) ** 2 / 4 + 1 / 3), 12);
    }
    // For the best trial the campaign's own tasks are those that scored it.
    for (const task of ['valued', 'judged'])
      expect((await entryOf(task)).key).toBe((await entryOf(`tune#${best?.trial ?? 0}:${task}`)).key);
    expect(Object.keys((await entryOf('tune')).outputs).sort()).toEqual(['best', 'result', 'study']);

    const path = await campaign((text) =>
      text.replace('valued.worth } }', 'valued.worth } }\n    params: { factor: 2 }'),
    );
    const { stdout } = await umbra.run('plan', path);
    expect(stdout).toMatch(
      /tune .*param chain\[1\]\.params\.factor: 1 -> 2; 8 of its runs are there but for their score/,
    );
    expect((await umbra.run('run', path)).code).toBe(0);
    expect(await startedLast()).toEqual(ofEach(upTo(8), ':judged'));
    const doubled = await studyOf('tune');
    expect(doubled.trials.map(({ score }) => score)).toEqual(study.trials.map(({ score }) => 2 * (score ?? NaN)));

    await campaign((text) => text.replace('trials: 8', 'trials: 11'));
    expect((await umbra.run('run', path)).code).toBe(0);
    expect(await startedLast()).toEqual(ofEach(upTo(11, 9), ...everything));
    const all = started(await umbra.events());
    expect((await umbra.run('run', path)).stderr).toMatch(/completed in .*: \d+ cached/);
    expect(started(await umbra.events())).toEqual(all);
  }, 180_000);

  test('kill -9 of the worker while trials are trained and scored: what ended is not run again, the result is the same', async () => {
    const slower = (text: string): string =>
      text
        .replace("y: '${trial.y}' }", "y: '${trial.y}', epochs: 6, stepMs: 60 }")
        .replace('valued.worth } }', 'valued.worth } }\n    params: { stepMs: 700 }');
    const path = await campaign(slower);
    const { finished } = umbra.start('run', path);
    const worker = await until(async () => {
      const events = await umbra.events();
      const running = new Set<string>();
      let last: string | undefined;
      for (const event of events) {
        if (event.event === 'started' && event.trial !== undefined) {
          running.add(event.trial);
          last = event.worker;
        }
        if (event.event === 'ended' && event.trial !== undefined) running.delete(event.trial);
      }
      const ended = events.filter((event) => event.event === 'ended' && event.trial?.endsWith(':judged') === true);
      const scoring = [...running].some((id) => id.endsWith(':judged'));
      return ended.length >= 2 && scoring ? Number(last?.split('-').at(-1)) : undefined;
    });
    process.kill(worker, 'SIGKILL');
    const killed = await umbra.events();
    const { code, stderr } = await finished;
    expect(stderr).toMatch(/the worker ended \(SIGKILL\); starting it again/);
    expect(code, stderr).toBe(0);
    const done = killed.flatMap((event) => (event.event === 'ended' && event.trial !== undefined ? [event.trial] : []));
    const again = started(
      (await umbra.events()).filter((event) => event.event === 'started' && !event.worker.endsWith(`-${worker}`)),
    );
    expect(again.length).toBeGreaterThan(0);
    for (const id of done) expect(again).not.toContain(id);
    const interrupted = await entryOf('tune');

    await umbra.remove();
    umbra = await createUmbra();
    await umbra.run('run', await campaign(slower));
    const whole = await entryOf('tune');
    expect(interrupted.key).toBe(whole.key);
    expect(interrupted.outputs).toEqual(whole.outputs);
  }, 180_000);

  test('gives up by the score at each amount of the resource, averages executions, and a trial without a score has failed', async () => {
    const path = await campaign((text) =>
      text
        .replace('method: random', 'method: successive-halving\n      resource: { param: epochs, least: 1, most: 9 }')
        .replace('trials: 8', 'trials: 9\n      executions_per_trial: 2')
        .replace("y: '${trial.y}' }", "y: '${trial.y}', noise: 0.05, stepMs: 1 }")
        .replace('valued.worth } }', 'valued.worth } }\n    params: { least: -1.6 }'),
    );
    const { code, stderr } = await umbra.run('run', path);
    expect(code, stderr).toBe(0);
    const study = await studyOf('tune');
    const budgets = study.trials.map(({ stages }) => stages.map(({ budget }) => budget));
    expect(budgets.filter((of) => of.length === 3)).toEqual([[1, 3, 9]]);
    const [best] = study.trials;
    expect(best?.executions).toHaveLength(2);
    expect(best?.std).toBeGreaterThan(0);
    const failed = study.trials.filter(({ state }) => state === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const { error } of failed)
      expect(error).toBe('judged.rows.value where measure == "gain" has no value (null) for it');
    // Each amount is trained on from the one before, and scored by itself.
    const ids = started(await umbra.events());
    const trial = `tune#${best?.trial ?? 0}`;
    for (const budget of [1, 3, 9])
      for (const run of ['', '/2']) expect(ids).toContain(`${trial}@${budget}${run}:judged`);
    const last = await entryOf(`${trial}@9`);
    const sha256 = last.outputs.result?.parts[0]?.sha256 ?? '';
    const result = await readFile(join(umbra.state, 'store', 'objects', sha256.slice(0, 2), sha256), 'utf8');
    expect(JSON.parse(result)).toMatchObject({ from: 3 });
  }, 180_000);

  test('a failure of a task that scores is one of the trial, and says which', async () => {
    const path = await campaign((text) => text.replace('{ shared: 0.5 }', '{ shared: 0.5, refuseBelow: -1 }'));
    const { code, stderr } = await umbra.run('run', path);
    expect(code, stderr).toBe(0);
    const failed = (await studyOf('tune')).trials.filter(({ state }) => state === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const { error } of failed) expect(error).toMatch(/^valued: .* is refused/);
  }, 120_000);

  test('a condition that nothing fulfils ends the study and says what there is; corrected, what has run is not run again', async () => {
    const path = await campaign((text) => text.replace('"gain"', '"gain" and value > 1000'));
    const { code, stderr } = await umbra.run('run', path);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /failed: tune: InputError: tune#\d: judged\.rows\.value where .* is empty: measure is gain, cost; value is /,
    );
    const record = (await umbra.records()).at(-1);
    expect(record?.tasks).toMatchObject({ tune: { state: 'failed' }, judged: { state: 'blocked' } });
    const before = started(await umbra.events());
    expect(Object.keys(record?.tasks ?? {})).toEqual(expect.arrayContaining([before[0]]));
    expect((await umbra.run('run', await campaign())).code).toBe(0);
    expect(started(await umbra.events())).toEqual(ofEach(upTo(8), ...everything));
  }, 120_000);
});
