import { describe, expect, test } from 'vitest';
import { train } from '../../activities/train/index.ts';
import { trainErrorBoosting } from '../../activities/train-error-boosting/index.ts';
import type { BoostingRow } from '../../schemas/results/index.ts';
import { decodeModel } from '../../science/learning/index.ts';
import { runTask } from '../support/run-task.ts';
import { samples, trainParams } from './samples.ts';

const params = (boosting: object) => ({ ...trainParams, boosting });
const run = async (boosting: object, more: object = {}) => {
  const { outputs } = await runTask(trainErrorBoosting, {
    params: params(boosting),
    inputs: { events: samples() },
    ...more,
  });
  return { rounds: outputs.rounds as readonly BoostingRow[], model: outputs.model as Uint8Array };
};

describe('train-error-boosting', () => {
  test('without factors every round is the training that train does', async () => {
    const { rounds, model } = await run({ rounds: 2, raise: 1 });
    expect(rounds.map(({ round, part }) => [round, part])).toEqual(
      [0, 1, 2].flatMap((round) => ['train', 'validation', 'test'].map((part) => [round, part])),
    );
    for (const row of rounds) expect({ ...row, round: 0 }).toEqual(rounds.find(({ part }) => part === row.part));
    const alone = await runTask(train, { params: trainParams, inputs: { events: samples() } });
    expect(decodeModel(model).tensors).toEqual(decodeModel(alone.outputs.model as Uint8Array).tensors);
  });

  test('misjudged events get a larger share of the next training, while figures go by the first weights', async () => {
    const { rounds } = await run({ rounds: 3 });
    const training = rounds.filter(({ part }) => part === 'train');
    expect(training[0]?.trained_share).toBeCloseTo(training[0]?.misjudged ?? NaN, 6);
    expect(training[0]?.spread).toBe(1);
    for (const row of training.slice(1)) {
      expect(row.trained_share).toBeGreaterThan(row.misjudged);
      expect(row.spread).toBeGreaterThan(1.29);
    }
    for (const row of rounds.filter(({ part }) => part === 'test')) {
      expect(row.trained_share).toBeNull();
      expect(row.auc).toBeGreaterThan(0.6);
    }
  });

  test.each([0.05, 0.6])(
    'a series that was stopped after %f of it goes on and ends with the same bytes',
    async (after) => {
      const whole = await run({ rounds: 3 });
      let saved: Uint8Array | undefined;
      const controller = new AbortController();
      const save = (bytes: Uint8Array): Promise<void> => {
        saved = bytes;
        return Promise.resolve();
      };
      const progress = ({ fraction = 0 }): void => {
        if (fraction > after) controller.abort(new Error('drain'));
      };
      const given = { ...params({ rounds: 3 }), checkpoint_seconds: 1e-6 };
      const checkpoint = { load: () => Promise.resolve(undefined), save };
      const interrupted = runTask(
        { ...trainErrorBoosting, run: (context) => trainErrorBoosting.run({ ...context, progress, checkpoint }) },
        { params: given, inputs: { events: samples() }, signal: controller.signal },
      );
      await expect(interrupted).rejects.toThrow('drain');
      const { outputs, logs } = await runTask(trainErrorBoosting, {
        params: given,
        inputs: { events: samples() },
        checkpoint: saved!,
      });
      expect(logs.map(({ message }) => message)).toContain('resumed from a checkpoint');
      expect(outputs.rounds).toEqual(whole.rounds);
      expect(decodeModel(outputs.model as Uint8Array).tensors).toEqual(decodeModel(whole.model).tensors);
    },
  );

  test('classes are refused when the campaign is planned', () => {
    const classes = [
      { name: 'a', where: 'kind == "signal"' },
      { name: 'b', where: 'kind == "background"' },
    ];
    expect(trainErrorBoosting.params.safeParse({ ...params({}), classes }).success).toBe(false);
  });
});
