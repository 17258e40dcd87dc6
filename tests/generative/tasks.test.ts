import { beforeAll, describe, expect, test } from 'vitest';
import { compareSamples } from '../../activities/compare-samples/index.ts';
import { sampleGenerator } from '../../activities/sample-generator/index.ts';
import { trainGeneratorKind } from '../../activities/train-generator/index.ts';
import type { Column, Table, TableInput } from '../../schemas/index.ts';
import type { GeneratorHistory, SampleComparison } from '../../schemas/results/index.ts';
import { inputError } from '../support/failure.ts';
import { columnValues, fileInput, runTask, tableInput, type TaskRun } from '../support/run-task.ts';
import { toyEvents, toyPlan } from './toy.ts';

/** A sample as `split` gives it: half trains, a quarter validates, a quarter tests. */
function sample(process: string, count: number, seed: number, harder: number): TableInput {
  const columns = new Map<string, Column>(
    [...toyEvents(count, seed, harder)].map(([name, values]) => {
      const valid = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1));
      const filled = values.map((value) => (Number.isNaN(value) ? 0 : value));
      const stored = name === 'jet1_btag' ? Int8Array.from(filled) : Float32Array.from(filled);
      return [name, valid.includes(0) ? { values: stored, valid } : { values: stored, unit: 'GeV' }];
    }),
  );
  columns.set('split', { values: Int8Array.from({ length: count }, (_, event) => [0, 1, 0, 2][event % 4] ?? 0) });
  return { ...tableInput({ rows: count, columns }, { process }), origin: process };
}

const validOf = ({ valid }: Column, rows: readonly number[]): Pick<Column, 'valid'> =>
  valid === undefined ? {} : { valid: Uint8Array.from(rows, (row) => valid[row] ?? 1) };

const samples = [sample('soft', 2400, 1, 1), sample('hard', 1600, 2, 3)];
const { features, referenceAngle, mirrors } = toyPlan;
const flow = { kind: 'flow', layers: 4, hidden: [24], bins: 6 };
const params = { features, reference_angle: referenceAngle, mirrors, model: flow, batch_size: 200, epochs: 6 };

const train = (changes: object = {}, more: { readonly seed?: number } = {}): Promise<TaskRun> =>
  runTask(trainGeneratorKind, { params: { ...params, ...changes }, inputs: { events: samples }, seed: 5, ...more });
const make = async (model: unknown, changes: object = {}, seed = 9): Promise<Table> =>
  (
    await runTask(sampleGenerator, {
      params: { events: 1500, ...changes },
      inputs: { model: fileInput(model as Uint8Array) },
      seed,
    })
  ).outputs.events as Table;
const meanOf = (table: Table, name: string): number => {
  const values = columnValues(table, name).map(Number);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
};

describe('a generative model of two processes', () => {
  let trained: TaskRun;
  beforeAll(async () => {
    trained = await train();
  });

  test('is the same for the same seed, and another for another', async () => {
    expect((await train()).outputs).toEqual(trained.outputs);
    expect((await train({}, { seed: 6 })).outputs.model).not.toEqual(trained.outputs.model);
  });

  test('does not depend on the order in which features are listed, as its key does not', async () => {
    const listed = Object.fromEntries(Object.entries(features).reverse());
    const below = Object.fromEntries(Object.entries(features).filter(([, { below: other }]) => other !== undefined));
    const other = { ...Object.fromEntries(Object.entries(listed).filter(([name]) => !(name in below))), ...below };
    expect(Object.keys(other)).not.toEqual(Object.keys(features));
    const [short, again] = [await train({ epochs: 1 }), await train({ epochs: 1, features: other })];
    expect(again.outputs).toEqual(short.outputs);
  });

  test('learns: the validation loss falls', () => {
    const { epochs, events } = trained.outputs.history as GeneratorHistory;
    expect(epochs.at(-1)?.validation_loss).toBeLessThan(epochs[0]?.validation_loss ?? 0);
    expect(events).toEqual([
      { process: 'hard', train: 800, validation: 400 },
      { process: 'soft', train: 1200, validation: 600 },
    ]);
  });

  test('makes events of the process that is asked for, the same ones for the same seed, in any chunks', async () => {
    const { model } = trained.outputs;
    const [soft, hard] = [await make(model, { processes: { soft: 1 } }), await make(model, { processes: { hard: 1 } })];
    expect(new Set(columnValues(soft, 'process'))).toEqual(new Set(['soft']));
    expect(meanOf(hard, 'jet1_pt')).toBeGreaterThan(1.7 * meanOf(soft, 'jet1_pt'));
    expect(await make(model, { processes: { soft: 1 }, chunk: 1500 })).toEqual(soft);
    expect(await make(model, { processes: { soft: 1 }, chunk: 500 })).toEqual(soft);
    expect(await make(model, { processes: { soft: 1 } }, 10)).not.toEqual(soft);
    const shares = columnValues(await make(model), 'process').filter((name) => name === 'hard').length / 1500;
    expect(shares).toBeCloseTo(0.4, 1);
  });

  test('makes columns of the types and with the gaps of those it learned from', async () => {
    const table = await make(trained.outputs.model);
    expect(table.columns.get('jet1_btag')?.values).toBeInstanceOf(Int8Array);
    expect(table.columns.get('jet1_pt')?.unit).toBe('GeV');
    const { valid } = table.columns.get('jet3_pt') ?? {};
    expect(valid?.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1000, -2);
    expect(table.columns.get('jet3_phi')?.valid).toEqual(valid);
  });

  test('is compared with simulated events: each distance beside its reference, order kept, azimuths uniform', async () => {
    const generated = await make(trained.outputs.model, { processes: { soft: 1 } });
    const compare = async (table: Table) =>
      (
        await runTask(compareSamples, {
          params: {
            process: 'soft',
            features: [...Object.keys(features), 'jet1_phi'],
            uniform: ['jet1_phi'],
            ordered: [['jet1_pt', 'jet2_pt', 'jet3_pt']],
            nearest: ['jet1_pt', 'jet2_pt', 'jet3_pt'],
            classifier: { folds: 2, hidden: [16], epochs: 20 },
          },
          inputs: { generated: tableInput(table), simulated: samples.slice(0, 1) },
        })
      ).outputs;
    const { summary, histograms } = await compare(generated);
    const good = summary as SampleComparison;
    expect(good.classifier.auc).toBeLessThan(0.65);
    expect(Math.abs(good.classifier.reference_auc - 0.5)).toBeLessThan(0.07);
    expect(good.ordered).toEqual([{ features: ['jet1_pt', 'jet2_pt', 'jet3_pt'], generated: 0, simulated: 0 }]);
    expect(good.uniform[0]?.probability).toBeGreaterThan(1e-3);
    expect(Math.abs((good.nearest?.share ?? 0) - 0.5)).toBeLessThan(4 * (good.nearest?.error ?? 0));
    const sums = (histograms as { group: string; distribution: string; sum_of_weights: number }[])
      .filter(({ distribution, group }) => distribution === 'jet2_phi' && group === 'generated')
      .reduce((sum, row) => sum + row.sum_of_weights, 0);
    expect(sums).toBeCloseTo(1, 9);

    // Events that are twice as hard are told apart.
    const pt = generated.columns.get('jet1_pt') as Column;
    const wrong = new Map(generated.columns).set('jet1_pt', {
      ...pt,
      values: (pt.values as Float32Array).map((value) => 2 * value),
    });
    const bad = (await compare({ ...generated, columns: wrong })).summary as SampleComparison;
    expect(bad.classifier.auc).toBeGreaterThan(0.7);
    expect(bad.sliced_wasserstein).toBeGreaterThan(2 * good.sliced_wasserstein);

    // Training events themselves cannot be told from simulated ones, but are found to be copies.
    const whole = await samples[0]?.read();
    const rows = columnValues(whole as Table, 'split').flatMap((part, row) => (Number(part) === 0 ? [row] : []));
    const copied = new Map(
      [...(whole as Table).columns].map(([name, column]): [string, Column] => {
        const values = column.values as Float32Array;
        return [
          name,
          { ...column, values: Float32Array.from(rows, (row) => values[row] ?? 0), ...validOf(column, rows) },
        ];
      }),
    );
    copied.set('process', { values: rows.map(() => 'soft') });
    const copies = (await compare({ rows: rows.length, columns: copied })).summary as SampleComparison;
    expect(copies.classifier.auc).toBeLessThan(0.6);
    expect(copies.nearest?.share).toBeGreaterThan(0.7);
  });
});

describe('an autoencoder', () => {
  const autoencoder = { kind: 'autoencoder', latent: 6, hidden: [32], beta: 1e-3 };
  test('makes events of the prior or near those of training events, wider with alpha; a flow has no such events', async () => {
    const { model } = (await train({ model: autoencoder, epochs: 5, mirrors: [] })).outputs;
    const [prior, beta, alpha] = [
      await make(model),
      await make(model, { latent: 'buffer' }),
      await make(model, { latent: 'buffer', alpha: 0.5 }),
    ];
    expect(beta).not.toEqual(prior);
    expect(alpha).not.toEqual(beta);
    expect(meanOf(beta, 'jet1_pt')).toBeCloseTo(
      meanOf({ rows: 0, columns: (await samples[0]?.read())?.columns ?? new Map() }, 'jet1_pt'),
      -2,
    );
    expect((await inputError(make(model, { alpha: 0.5 }))).code).toBe('alpha');
    expect((await inputError(make(model, { processes: { top: 1 } }))).message).toMatch(/no process 'top'.*hard, soft/);
    const flowModel = (await train({ epochs: 1 })).outputs.model;
    expect((await inputError(make(flowModel, { latent: 'buffer' }))).code).toBe('no-buffer');
  });
});

test.each([
  { features: { a: {} } },
  { features: { a: {}, b: { below: 'c' } } },
  { features: { a: { below: 'b' }, b: {} } },
  { features: { a: {}, b: { whole: true, angle: true } } },
  { features: { a: {}, b: {} }, reference_angle: 'a' },
  { features: { a: {}, b: {} }, mirrors: [['c']] },
  { features: { a: {}, b: {} }, model: { kind: 'gan' } },
])('parameters such as %j are refused when the campaign is planned', (changes) => {
  expect(
    trainGeneratorKind.params.safeParse({ ...params, mirrors: [], reference_angle: undefined, ...changes }).success,
  ).toBe(false);
});
