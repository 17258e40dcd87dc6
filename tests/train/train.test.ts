import { describe, expect, test } from 'vitest';
import { train } from '../../activities/train/index.ts';
import type { Column, TableInput } from '../../schemas/index.ts';
import type { History } from '../../schemas/results/index.ts';
import { decodeModel } from '../../science/learning/index.ts';
import { runTask, tableInput } from '../support/run-task.ts';
import { from, sampleTable, samples, signalAttributes, trainParams } from './samples.ts';

const run = (events: readonly TableInput[], params: object = {}, more: object = {}) =>
  runTask(train, { params: { ...trainParams, ...params }, inputs: { events }, ...more });

describe('train', () => {
  test('writes a model that says what it takes and how it was trained, and a history of every epoch', async () => {
    const { outputs, progress } = await run(samples(), { padding: 'indicator' }, { seed: 5 });
    const model = decodeModel(outputs.model as Uint8Array);
    expect(model.inputs.map(({ feature, use }) => [feature, use])).toEqual([
      ['met', 'value'],
      ['mll', 'value'],
      ['jet1_pt', 'value'],
      ['jet1_pt', 'missing'],
    ]);
    const history = outputs.history as History;
    expect(history.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(model.training).toMatchObject({ epochs: 4, best_epoch: history.best_epoch, seed: 5 });
    // 4 x 10 + 10, 10 x 6 + 6, 6 + 1, and two for each input's batch normalisation
    expect(history.parameters).toBe(50 + 66 + 7 + 8);
    expect(progress.at(-1)).toMatchObject({ epoch: 4, epochs: 4 });
    expect(progress.at(-1)).toMatchObject({ fraction: 1, loss: history.epochs[3]?.loss });
  });

  test('counts raw events and signed physical weights of each subset and class', async () => {
    const { outputs } = await run(samples());
    const { events, sum_of_weights: sums } = outputs.history as History;
    const [first, second, signal] = samples();
    const counted = await Promise.all(
      [[signal], [first, second]].map(async (inputs) => {
        const tables = await Promise.all(inputs.map((input) => (input as TableInput).read()));
        return tables.flatMap(({ columns }) => {
          const weights = columns.get('weight')?.values as Float64Array;
          return Array.from(columns.get('split')?.values as Int8Array, (split, row) => ({
            split,
            w: weights[row] as number,
          }));
        });
      }),
    );
    (['train', 'validation', 'test'] as const).forEach((subset, code) => {
      (['signal', 'background'] as const).forEach((kind, index) => {
        const rows = counted[index]?.filter(({ split }) => split === code) ?? [];
        expect(events[subset][kind]).toBe(rows.length);
        expect(sums[subset][kind]).toBeCloseTo(
          rows.reduce((sum, { w }) => sum + w, 0),
          6,
        );
      });
    });
  });

  test('gives equal bytes when run again, and the same after an interruption', async () => {
    const undisturbed = await run(samples());
    expect((await run(samples())).outputs).toEqual(undisturbed.outputs);
    // Checkpoints are made all the time; the third one brings the end
    const controller = new AbortController();
    let checkpoint: Uint8Array | undefined;
    let saved = 0;
    const save = (bytes: Uint8Array) => {
      checkpoint = bytes;
      if (++saved === 3) controller.abort(new Error('drain'));
      return Promise.resolve();
    };
    const interrupted = runTask(
      {
        ...train,
        run: (context) => train.run({ ...context, checkpoint: { load: () => Promise.resolve(undefined), save } }),
      },
      {
        params: { ...trainParams, checkpoint_seconds: 1e-6 },
        inputs: { events: samples() },
        signal: controller.signal,
      },
    );
    await expect(interrupted).rejects.toThrow('drain');
    expect(checkpoint).toBeDefined();
    const resumed = await run(samples(), {}, { checkpoint });
    expect(resumed.outputs).toEqual(undisturbed.outputs);
    expect(resumed.logs.map(({ message }) => message)).toContain('resumed from a checkpoint');
  });

  test('does not depend on how often checkpoints are made', async () => {
    const [seldom, often] = [await run(samples()), await run(samples(), { checkpoint_seconds: 1e-6 })];
    expect(often.outputs).toEqual(seldom.outputs);
    expect(often.checkpoint).toBeDefined();
    expect(seldom.checkpoint).toBeUndefined();
  });

  test('trains every combination of normaliser and balancing that it offers', async () => {
    for (const normaliser of ['none', 'batch', 'z-score', 'min-max'])
      for (const balancing of ['none', 'class-count', 'signal-up-by-weight', 'background-down-by-count']) {
        const { outputs } = await run(samples(), { normaliser, balancing, epochs: 1 });
        expect((outputs.history as History).epochs[0]?.validation_loss).toBeGreaterThan(0);
      }
  });
});

describe('train refuses', () => {
  const broken = (column: string, change: (column: Column) => Column): readonly TableInput[] => {
    const table = sampleTable(300, true, 200001);
    const columns = new Map(table.columns);
    columns.set(column, change(columns.get(column) as Column));
    return [...samples().slice(0, 2), from('split 200001', tableInput({ ...table, columns }, signalAttributes))];
  };
  const withNaN = ({ values }: Column): Column => ({
    values: Float64Array.from(values as Float64Array, (value, row) => (row === 7 || row === 9 ? NaN : value)),
  });

  test('NaN in a feature, naming column, sample, row and how many', async () => {
    await expect(run(broken('met', withNaN))).rejects.toMatchObject({
      code: 'feature-not-finite',
      message: expect.stringMatching(/split 200001, row 7.*'met'.*2 of 300 events/) as string,
    });
  });

  test('NaN in a weight, naming sample and row', async () => {
    await expect(run(broken('weight', withNaN))).rejects.toMatchObject({
      code: 'weight-not-finite',
      message: expect.stringMatching(/split 200001, row 7/) as string,
    });
  });

  test('a category without signal events, or with none to train on', async () => {
    await expect(run(samples().slice(0, 2))).rejects.toMatchObject({ code: 'no-signal' });
    const elsewhere = broken('split', ({ values }) => ({ values: (values as Int8Array).map(() => 2) }));
    await expect(run(elsewhere)).rejects.toMatchObject({
      code: 'no-signal',
      message: expect.stringContaining("in the subset 'train' (of split 200001)") as string,
    });
  });

  test('a feature that is not there, naming the nearest column', async () => {
    await expect(run(samples(), { features: ['met', 'ml'] })).rejects.toMatchObject({
      code: 'missing-column',
      message: expect.stringContaining("Did you mean 'mll'?") as string,
    });
  });

  test('samples that are neither signal nor background', async () => {
    const data = tableInput(sampleTable(10, false, 1), { kind: 'data' });
    await expect(run([...samples(), data])).rejects.toMatchObject({ code: 'sample-kind' });
  });

  test.each([
    { features: ['met', 'met'] },
    { network: { hidden: [{ units: 0 }] } },
    { network: { hidden: [{ units: 4, activation: 'swish' }] } },
    { network: { hidden: [{ units: 4, dropout: 1 }] } },
    { optimiser: { name: 'adam', learning_rat: 1 } },
    { batch_size: 0 },
    { padding: 'sometimes' },
  ])('parameters such as %o when the campaign is planned', (params) => {
    expect(train.params.safeParse({ ...trainParams, ...params }).success).toBe(false);
  });
});
