import { describe, expect, test } from 'vitest';
import { dropoutConvergence } from '../../activities/dropout-convergence/index.ts';
import { dropoutSampling } from '../../activities/dropout-sampling/index.ts';
import { predict } from '../../activities/predict/index.ts';
import { train } from '../../activities/train/index.ts';
import type { Table, TableInput } from '../../schemas/index.ts';
import type { ConvergenceRow } from '../../schemas/results/index.ts';
import { decodeModel, encodeModel, foldOf } from '../../science/learning/index.ts';
import { fileInput, runTask, tableInput } from '../support/run-task.ts';
import { backgroundAttributes, from, sampleTable, samples, signalAttributes, trainParams } from '../train/samples.ts';

const folds = { folds: 3, by: ['dsid', 'particle_event'] };
const trained = async (params: object = {}, events: readonly TableInput[] = samples()) =>
  (await runTask(train, { params: { ...trainParams, epochs: 2, ...params }, inputs: { events } })).outputs
    .model as Uint8Array;
const scored = async (
  models: readonly Uint8Array[],
  params: object = {},
  events: readonly TableInput[] = samples(),
) => {
  const run = await runTask(predict, { params, inputs: { models: models.map((model) => fileInput(model)), events } });
  return { ...run, scores: run.outputs.scores as Table };
};
const column = (table: Table, name: string) => table.columns.get(name)?.values as Float64Array;
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe('predict', () => {
  test('with one network gives the scores that dropout-sampling has without dropout, in the same table', async () => {
    const model = await trained();
    const { scores } = await scored([model], { keep: ['met', 'jet1_pt'] });
    const sampled = (
      await runTask(dropoutSampling, { params: { passes: 4 }, inputs: { model: fileInput(model), events: samples() } })
    ).outputs.scores as Table;
    expect([...scores.columns.keys()]).toEqual([...sampled.columns.keys(), 'met', 'jet1_pt']);
    column(sampled, 'score').forEach((score, event) => {
      expect(column(scores, 'score')[event]).toBeCloseTo(score, 6);
    });
    expect(column(scores, 'weight')).toEqual(column(sampled, 'weight'));
    expect(column(scores, 'mean')).toEqual(column(scores, 'score'));
    expect(new Set(column(scores, 'std'))).toEqual(new Set([0]));
    expect(scores.columns.get('jet1_pt')?.valid?.includes(0)).toBe(true);
  });

  test('with an ensemble gives mean, spread and information of the members', async () => {
    const models = await Promise.all([0, 1, 2].map((member) => trained({ member })));
    expect(decodeModel(models[0]!).training.seed).not.toBe(decodeModel(models[1]!).training.seed);
    const members = await Promise.all(models.map(async (model) => column((await scored([model])).scores, 'score')));
    const { scores } = await scored(models);
    members[0]!.forEach((_, event) => {
      const own = members.map((member) => member[event] as number);
      const average = mean(own);
      expect(column(scores, 'score')[event]).toBeCloseTo(average, 12);
      expect(column(scores, 'std')[event]).toBeCloseTo(Math.sqrt(mean(own.map((p) => (p - average) ** 2))), 6);
      const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
      expect(column(scores, 'mutual_information')[event]).toBeCloseTo(entropy(average) - mean(own.map(entropy)), 9);
    });
    expect(mean(column(scores, 'std'))).toBeGreaterThan(1e-3);
  });

  test('with a cross-training scores every event once, by the network that has not seen it', async () => {
    const models = await Promise.all([0, 1, 2].map((fold) => trained({ cross_training: { ...folds, fold } })));
    const { scores } = await scored(models);
    const tables = await Promise.all(samples().map((input) => input.read()));
    expect(scores.rows).toBe(tables.reduce((sum, { rows }) => sum + rows, 0));
    expect([...column(scores, 'weight')]).toEqual(
      tables.flatMap(({ columns }) => [...(columns.get('weight')?.values as Float64Array)]),
    );
    const tablesOfOne = await Promise.all(
      models.map((model) => {
        const { crossTraining, ...rest } = decodeModel(model);
        expect(crossTraining?.folds).toBe(3);
        return scored([encodeModel(rest)], { part: 'all' });
      }),
    );
    const keys = folds.by.map((name) => Int32Array.from(column(scores, name)));
    foldOf(folds, keys, scores.rows).forEach((fold, event) => {
      expect(column(scores, 'score')[event]).toBeCloseTo(column(tablesOfOne[fold]!.scores, 'score')[event]!, 6);
    });
    await expect(scored(models.slice(0, 2))).rejects.toMatchObject({
      code: 'committee',
      message: expect.stringContaining('fold 2') as string,
    });
    await expect(scored([models[0]!, await trained()])).rejects.toMatchObject({ code: 'committee' });
  });

  test('of networks that were cross-trained no event is scored by one that saw it', async () => {
    // A network that saw an event's label: labels are random, so whoever scores better than chance has learnt by heart
    const memorised = sampleTable(240, true, 7);
    const events = [true, false].map((signal) => {
      const { columns } = sampleTable(240, signal, signal ? 7 : 8);
      const table = { rows: 240, columns: new Map([...columns, ['met', memorised.columns.get('met')!]]) };
      const noise = sampleTable(240, true, signal ? 21 : 22).columns;
      table.columns.set('met', noise.get('met')!);
      table.columns.set('mll', noise.get('mll')!);
      table.columns.set('jet1_pt', { values: noise.get('jet1_pt')!.values });
      return from(`split ${signal ? 7 : 8}`, tableInput(table, signal ? signalAttributes : backgroundAttributes));
    });
    const learnt = {
      network: { hidden: [{ units: 200 }] },
      epochs: 60,
      early_stopping: null,
      batch_size: 32,
      balancing: 'class-count',
    };
    const models = await Promise.all(
      [0, 1, 2].map((fold) => trained({ ...learnt, cross_training: { ...folds, fold } }, events)),
    );
    const { scores } = await scored(models, {}, events);
    const of = (label: number) =>
      mean([...column(scores, 'score')].filter((_, row) => column(scores, 'label')[row] === label));
    expect(Math.abs(of(1) - of(0))).toBeLessThan(0.08);
  });

  test('evaluates a parameterised network at any mass, and asks for one', async () => {
    const [first, second] = samples();
    const masses = [400, 800].map((mass, index) => {
      const { columns, rows } = sampleTable(500, true, 300 + index);
      const shifted = {
        ...columns.get('met')!,
        values: (columns.get('met')!.values as Float64Array).map((met) => met + (mass === 800 ? 30 : -90)),
      };
      return from(
        `split ${300 + index}`,
        tableInput({ rows, columns: new Map([...columns, ['met', shifted]]) }, { ...signalAttributes, mass_gev: mass }),
      );
    });
    const events = [first!, second!, ...masses];
    const model = await trained({ epochs: 15, parameterised: { by: ['mass_gev'] } }, events);
    expect(decodeModel(model).inputs.at(-1)).toMatchObject({ feature: 'mass_gev', use: 'parameter' });
    const at = async (mass: number, sample: number) =>
      mean(column((await scored([model], { at: { mass_gev: mass } }, [masses[sample]!])).scores, 'score'));
    // Signal of a mass looks more like signal where it is looked for
    expect(await at(800, 1)).toBeGreaterThan(await at(400, 1));
    expect(await at(400, 0)).toBeGreaterThan(await at(800, 0));
    await expect(scored([model], {}, events)).rejects.toMatchObject({ code: 'parameter' });
  });

  test('tells classes apart', async () => {
    const classes = [
      { name: 'signal', where: 'kind == "signal"' },
      { name: 'ttbar', where: 'process == "ttbar"' },
      { name: 'diboson', where: 'kind == "background"' },
    ];
    const model = await trained({ classes, epochs: 4 });
    const { scores } = await scored([model]);
    expect(new Set(scores.columns.get('class')?.values as string[])).toEqual(new Set(['signal', 'ttbar', 'diboson']));
    expect(column(scores, 'score')).toEqual(column(scores, 'score_signal'));
    column(scores, 'score').forEach((_, row) => {
      const sum = classes.reduce((total, { name }) => total + column(scores, `score_${name}`)[row]!, 0);
      expect(sum).toBeCloseTo(1, 5);
    });
    const of = (label: number) =>
      mean([...column(scores, 'score')].filter((_, row) => column(scores, 'label')[row] === label));
    expect(of(1)).toBeGreaterThan(of(0) + 0.1);
    const wrong = [classes[0]!, { name: 'top', where: 'process == "top"' }];
    await expect(trained({ classes: wrong })).rejects.toMatchObject({ code: 'no-class' });
  });

  test('takes labels from a column where one sample holds signal and background', async () => {
    const parts = await Promise.all(
      samples()
        .slice(0, 3)
        .map((input) => input.read()),
    );
    const names = [...parts[0]!.columns.keys()];
    const joined = new Map(
      names.map((name) => {
        const values = parts.flatMap((part) => Array.from(part.columns.get(name)!.values as ArrayLike<number>));
        const first = parts[0]!.columns.get(name)!.values;
        const made =
          first instanceof Float64Array
            ? Float64Array.from(values)
            : first instanceof Int8Array
              ? Int8Array.from(values)
              : Int32Array.from(values);
        return [name, { values: made }] as const;
      }),
    );
    const label = Int8Array.from(
      parts.flatMap(({ rows }, part) => Array.from({ length: rows }, () => (part === 2 ? 1 : 0))),
    );
    const mixed = [
      from('all', tableInput({ rows: label.length, columns: new Map([...joined, ['label', { values: label }]]) })),
    ];
    const model = await trained({ label_column: 'label' }, mixed);
    const { scores } = await scored([model], { label_column: 'label' }, mixed);
    const test = column(parts[2]!, 'split').filter((code) => code === 2).length;
    expect(column(scores, 'label').reduce((sum, own) => sum + own, 0)).toBe(test);
    await expect(trained({ label_column: 'channel_2' }, mixed)).rejects.toMatchObject({ code: 'missing-column' });
    await expect(trained({ label_column: 'particle_event' }, mixed)).rejects.toMatchObject({ code: 'label' });
  });
});

describe('dropout-convergence', () => {
  test('measures that the error of the mean falls as 1 / sqrt(T)', async () => {
    const model = fileInput(await trained());
    const params = { passes: 400, masks: 'independent' };
    const curve = (await runTask(dropoutConvergence, { params, inputs: { model, events: samples() } })).outputs
      .curve as ConvergenceRow[];
    expect(curve.filter(({ kind }) => kind === 'signal').map(({ passes }) => passes)).toEqual([
      1, 2, 5, 10, 20, 50, 100, 200,
    ]);
    for (const { groups, std_of_mean: measured, expected, events } of curve) {
      expect(measured).toBeGreaterThan(0);
      // Relative error of a standard deviation of n values: 1 / sqrt(2 (n - 1)), over many events
      expect(Math.abs(measured / expected - 1)).toBeLessThan(5 / Math.sqrt(2 * (groups - 1) * Math.min(events, 100)));
    }
  });
});
