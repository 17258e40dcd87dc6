import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionEntry } from '../../schemas/index.ts';
import type { StudyResult } from '../../schemas/results/index.ts';
import { processesMentioning } from '../support/processes.ts';
import { actionEntry, outputJson, started, studyCampaign } from '../support/studies.ts';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';

let umbra: Umbra;
beforeEach(async () => {
  umbra = await createUmbra();
});
afterEach(() => umbra.remove());

/** The campaign of the fixture, changed. */
const campaign = (change?: (text: string) => string): Promise<string> => studyCampaign(umbra, 'bowl.yaml', change);
const entryOf = (task: string): Promise<ActionEntry> => actionEntry(umbra, task);
const outputOf = (task: string, output: string): Promise<unknown> => outputJson(umbra, task, output);

describe('a study on the embedded server', () => {
  test('tries, ranks and passes on; again it does nothing; with eight more trials it runs eight', async () => {
    const first = await umbra.run('run', await campaign());
    expect(first).toMatchObject({ code: 0 });
    const before = started(await umbra.events());
    expect(before).toHaveLength(12);
    const study = (await outputOf('tune', 'study')) as StudyResult;
    expect(study.trials.map(({ rank }) => rank)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    const scores = study.trials.map(({ score }) => score ?? NaN);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    // The three best trials' own outputs, and a task that takes the best parameters with twice the epochs.
    expect(await outputOf('podium', 'losses')).toEqual(scores.slice(0, 3));
    const final = (await outputOf('final', 'result')) as { loss: number; epochs: unknown[] };
    expect(final.epochs).toHaveLength(6);
    expect(final.loss).toBeCloseTo((scores[0] ?? NaN) - 1 / 3 + 1 / 6, 12);

    const second = await umbra.run('run', join(umbra.state, 'bowl.yaml'));
    expect(second.stderr).toMatch(/completed in .*: 16 cached/);
    expect(second.stderr).not.toMatch(/web page/);
    expect(started(await umbra.events())).toEqual(before);

    const path = await campaign((text) => text.replace('trials: 12', 'trials: 20'));
    const { stdout } = await umbra.run('plan', path);
    expect(stdout).toMatch(/tune .*trials: 12 -> 20; 12 of its runs are in the store/);
    expect((await umbra.run('run', path)).code).toBe(0);
    const after = started(await umbra.events());
    expect(after).toHaveLength(20);
    const more = (await outputOf('tune', 'study')) as StudyResult;
    const values = (result: StudyResult) => new Map(result.trials.map((trial) => [trial.trial, trial.values]));
    for (const [trial, of] of values(study)) expect(values(more).get(trial)).toEqual(of);
    expect(await processesMentioning(umbra.state)).toEqual([]);
  }, 120_000);

  test('kill -9 of the worker in the middle: what ended is not run again, what ran goes on from its checkpoints, the result is the same', async () => {
    const slower = (text: string): string =>
      text.replace("layers: '${trial.layers}' }", "layers: '${trial.layers}', epochs: 12, stepMs: 100 }");
    const path = await campaign(slower);
    const { finished } = umbra.start('run', path);
    const worker = await until(async () => {
      const events = await umbra.events();
      const ended = events.filter((event) => event.event === 'ended' && event.trial !== undefined);
      const last = events.findLast((event) => event.event === 'started');
      // In the middle of a trial: in its last epochs it would be over before the kill.
      const latest = events.at(-1);
      const isRunning = latest?.event === 'progress' && (latest.progress.epoch ?? 12) <= 9;
      return ended.length >= 3 && isRunning && last?.event === 'started'
        ? Number(last.worker.split('-').at(-1))
        : undefined;
    });
    process.kill(worker, 'SIGKILL');
    const killed = await umbra.events();
    const { code, stderr } = await finished;
    expect(stderr).toMatch(/the worker ended \(SIGKILL\); starting it again/);
    expect(code).toBe(0);
    const done = killed.flatMap((event) => (event.event === 'ended' ? [event.trial] : []));
    const again = started(
      (await umbra.events()).filter((event) => event.event === 'started' && !event.worker.endsWith(`-${worker}`)),
    );
    for (const trial of done) expect(again).not.toContain(trial);
    expect(started(await umbra.events()).length).toBeLessThanOrEqual(12 + 4);
    const resumed = (await Promise.all(
      Array.from({ length: 12 }, (_, index) => outputOf(`tune#${index + 1}`, 'result')),
    )) as { from: number }[];
    expect(resumed.some(({ from }) => from > 0)).toBe(true);
    const interrupted = await entryOf('tune');

    await umbra.remove();
    umbra = await createUmbra();
    await umbra.run('run', await campaign(slower));
    const whole = await entryOf('tune');
    expect(interrupted.key).toBe(whole.key);
    expect(interrupted.outputs.study).toEqual(whole.outputs.study);
    expect(interrupted.outputs.best).toEqual(whole.outputs.best);
  }, 180_000);

  test('successive halving goes on with the promoted trials instead of beginning them again', async () => {
    const path = await campaign((text) =>
      text
        .replace('method: tpe', 'method: successive-halving')
        .replace('      startup_trials: 5\n', '      resource: { param: epochs, least: 1, most: 9 }\n')
        .replace('keep: 3', 'keep: 1')
        .replace('best: 3', 'best: 1'),
    );
    expect((await umbra.run('run', path)).code).toBe(0);
    const study = (await outputOf('tune', 'study')) as StudyResult;
    const budgets = study.trials.map(({ stages }) => stages.map(({ budget }) => budget));
    expect(budgets.filter((of) => of.length === 3)).toEqual([[1, 3, 9]]);
    expect(budgets.filter((of) => of.length === 2)).toHaveLength(3);
    expect(budgets.filter((of) => of.length === 1)).toHaveLength(8);
    const { trial } = study.trials[0] ?? { trial: 0 };
    expect(await outputOf(`tune#${trial}@3`, 'result')).toMatchObject({ from: 1 });
    expect(await outputOf(`tune#${trial}@9`, 'result')).toMatchObject({ from: 3 });
  }, 120_000);

  test('executions are averaged, an evaluation scores, a refused configuration is a failed trial and no more', async () => {
    const path = await campaign((text) =>
      text
        .replace("layers: '${trial.layers}' }", "layers: '${trial.layers}', noise: 0.1, refuseAbove: 0.1 }")
        .replace('trials: 12', 'trials: 8\n      executions_per_trial: 2')
        .replace('method: tpe', 'method: random')
        .replace(
          'minimise: result.epochs.loss',
          'maximise: worth.value\n      evaluate: { kind: worth, inputs: { of: trial.result, value: offset.value }, params: { shared: 0.5 } }',
        ),
    );
    const { code, stderr } = await umbra.run('run', path);
    expect(code, stderr).toBe(0);
    const study = (await outputOf('tune', 'study')) as StudyResult;
    const refused = study.trials.filter(({ state }) => state === 'failed');
    expect(refused.length).toBeGreaterThan(0);
    for (const { values, error } of refused) {
      expect(values.x).toBeGreaterThan(0.1);
      expect(error).toMatch(/is refused/);
    }
    const [best] = study.trials;
    expect(best?.executions).toHaveLength(2);
    expect(best?.score).toBeCloseTo(((best?.executions[0] ?? NaN) + (best?.executions[1] ?? NaN)) / 2, 12);
    expect(best?.std).toBeGreaterThan(0);
    expect(await outputOf('tune', 'worth')).toEqual({ value: Math.max(...(best?.executions ?? [])) });
  }, 120_000);

  test('when every trial is refused the study fails, says why, and blocks what needs it', async () => {
    const path = await campaign((text) =>
      text
        .replace('x: { float: [-1, 1] }', 'x: { float: [2, 3] }')
        .replace("layers: '${trial.layers}' }", "layers: '${trial.layers}', refuseAbove: 1 }"),
    );
    const { code, stderr } = await umbra.run('run', path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/failed: tune: InputError: tune: no trial came to an end; the first failure: .* is refused/);
    expect((await umbra.records()).at(-1)?.tasks.podium?.state).toBe('blocked');
  }, 120_000);
});
