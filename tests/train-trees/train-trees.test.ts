import { describe, expect, test } from 'vitest';
import { predictTrees } from '../../activities/predict-trees/index.ts';
import { trainAdaboost } from '../../activities/train-adaboost/index.ts';
import { trainForest } from '../../activities/train-forest/index.ts';
import { trainXgboost } from '../../activities/train-xgboost/index.ts';
import type { Table, TableInput } from '../../schemas/index.ts';
import type { ImportanceRow, TreeHistory } from '../../schemas/results/index.ts';
import { areaUnderCurve, rankByFallingScore, scanThresholds } from '../../science/metrics/index.ts';
import { fileInput, runTask, tableInput } from '../support/run-task.ts';
import { from, sampleTable, samples } from '../train/samples.ts';

const kinds = { 'train-xgboost': trainXgboost, 'train-forest': trainForest, 'train-adaboost': trainAdaboost };
const few = {
  'train-xgboost': { rounds: 20 },
  'train-forest': { trees: 20 },
  'train-adaboost': { estimators: 20, max_depth: 2 },
};
type Kind = keyof typeof kinds;
const all = Object.keys(kinds) as Kind[];
const features = ['met', 'mll', 'jet1_pt'];

function run(
  kind: Kind,
  params: object = {},
  events: readonly TableInput[] = samples(),
  how: { readonly checkpoint?: Uint8Array; readonly keepCheckpoint?: boolean } = {},
) {
  const given = { params: { features, ...few[kind], ...params }, inputs: { events }, ...how };
  if (kind === 'train-xgboost') return runTask(trainXgboost, given);
  return kind === 'train-forest' ? runTask(trainForest, given) : runTask(trainAdaboost, given);
}

const column = (table: Table, name: string) => table.columns.get(name)?.values as Float64Array;

describe.each(all)('%s', (kind) => {
  test('learns, says how at each iteration, and reports progress', async () => {
    const { outputs, progress } = await run(kind);
    const history = outputs.history as TreeHistory;
    expect(history.iterations.map(({ iteration }) => iteration)).toEqual(
      Array.from({ length: history.iterations.length }, (_, i) => i + 1),
    );
    expect(history.best).toEqual(history.iterations[history.best_iteration - 1]);
    expect(history.best.validation_auc).toBeGreaterThan(0.8);
    expect(history.features).toEqual(features);
    expect(progress.at(-1)).toMatchObject({ fraction: 1, epoch: history.iterations.length });
  });

  test('gives equal outputs when run again', async () => {
    const params = { permutation_repeats: 2 };
    expect((await run(kind, params)).outputs).toEqual((await run(kind, params)).outputs);
  });

  test('goes on from a shorter training to the outputs of one that had all iterations from the start', async () => {
    const [name = ''] = Object.keys(few[kind]);
    const more = { best_features: { keep: 2, iterations: 5 }, permutation_repeats: 1 };
    const short = await run(kind, { ...more, [name]: 7 }, samples(), { keepCheckpoint: true });
    const whole = await run(kind, more);
    expect(whole.checkpoint).toBeUndefined();
    const long = await run(kind, more, samples(), {
      ...(short.checkpoint === undefined ? {} : { checkpoint: short.checkpoint }),
    });
    expect(long.progress).toContainEqual({ resumed: 7 });
    expect(long.outputs).toEqual(whole.outputs);
    expect((long.outputs.history as TreeHistory).iterations).toHaveLength(20);
  });

  test('ranks features by importance: what tells signal from background comes first', async () => {
    const { outputs } = await run(kind, { permutation_repeats: 5 });
    const rows = outputs.importance as ImportanceRow[];
    expect(rows.map(({ feature }) => feature).sort()).toEqual([...features].sort());
    expect(rows.map(({ gain }) => gain)).toEqual(rows.map(({ gain }) => gain).sort((a, b) => b - a));
    const of = Object.fromEntries(rows.map((row) => [row.feature, row]));
    expect(of.met?.permutation).toBeGreaterThan(0.05);
    expect(Math.abs(of.jet1_pt?.permutation ?? NaN)).toBeLessThan(0.03);
    if (kind === 'train-xgboost') expect(of.met?.shap).toBeGreaterThan(of.jet1_pt?.shap ?? NaN);
  });

  test('trains on the most important features only where asked', async () => {
    const { outputs, logs } = await run(kind, { best_features: { keep: 2, iterations: 10 } });
    expect((outputs.history as TreeHistory).features).toEqual(['met', 'mll']);
    expect(logs).toMatchObject([{ fields: { features: ['met', 'mll'] } }]);
  });

  test('takes every padding, balancing and policy for negative weights', async () => {
    const one = { 'train-xgboost': { rounds: 1 }, 'train-forest': { trees: 1 }, 'train-adaboost': { estimators: 1 } };
    const choices = [
      ...['native', 'zero', 'mean', { out_of_range: -999 }].map((padding) => ({ padding })),
      ...['none', 'class-count', 'background-down-by-weight'].map((balancing) => ({ balancing })),
      ...['absolute', 'absolute-rescaled', 'zero', 'drop'].map((negative_weights) => ({ negative_weights })),
    ];
    for (const choice of choices) {
      const { outputs } = await run(kind, { ...one[kind], ...choice });
      expect((outputs.history as TreeHistory).best.validation_auc).toBeGreaterThan(0.5);
    }
  });

  test('refuses what it cannot learn from', async () => {
    await expect(run(kind, {}, samples().slice(0, 2))).rejects.toMatchObject({ code: 'no-signal' });
    await expect(run(kind, { features: ['met', 'ml'] })).rejects.toMatchObject({ code: 'missing-column' });
    const data = tableInput(sampleTable(10, false, 1), { kind: 'data' });
    await expect(run(kind, {}, [...samples(), data])).rejects.toMatchObject({ code: 'sample-kind' });
    for (const params of [
      { negative_weights: 'keep' },
      { features: ['met', 'met'] },
      { max_dept: 3 },
      { metric: 'r2' },
    ])
      expect(kinds[kind].params.safeParse({ features, ...params }).success).toBe(false);
  });
});

test('train-xgboost grows by the best leaves where there is no greatest depth, and wants a bound then', async () => {
  const { outputs } = await run('train-xgboost', { max_depth: 0, max_leaves: 4, rounds: 3 });
  expect((outputs.history as TreeHistory).best.validation_auc).toBeGreaterThan(0.7);
  const splits = (outputs.importance as ImportanceRow[]).reduce((sum, row) => sum + row.splits, 0);
  expect(splits).toBe(9);
  expect(trainXgboost.params.safeParse({ features, max_depth: 0 }).success).toBe(false);
});

describe('predict-trees', () => {
  const predict = async (kind: Kind, params: object = {}, events = samples()) => {
    const model = fileInput((await run(kind)).outputs.model as Uint8Array);
    const { outputs } = await runTask(predictTrees, { params, inputs: { model, events } });
    return outputs.scores as Table;
  };

  test.each(all)('scores the test events of %s as the history promises for validation', async (kind) => {
    const scores = await predict(kind);
    expect([...scores.columns.keys()]).toEqual([
      ...['dsid', 'event', 'particle_event', 'channel', 'label', 'process', 'mass_gev', 'weight'],
      ...['score', 'mean', 'std', 'entropy', 'mutual_information'],
    ]);
    const events = {
      scores: column(scores, 'score'),
      weights: column(scores, 'weight').map(Math.abs),
      labels: scores.columns.get('label')?.values as Int8Array,
    };
    const { outputs } = await run(kind);
    const auc = areaUnderCurve(scanThresholds(events, rankByFallingScore(events.scores)));
    expect(Math.abs(auc - (outputs.history as TreeHistory).best.validation_auc)).toBeLessThan(0.05);
    expect(column(scores, 'mean')).toEqual(column(scores, 'score'));
  });

  test('scores all subsets where asked, and says of which each event is', async () => {
    const scores = await predict('train-xgboost', { part: 'all' });
    const tables = await Promise.all(samples().map((input) => input.read()));
    const split = [...column(scores, 'split')];
    for (const code of [0, 1, 2])
      expect(split.filter((of) => of === code)).toHaveLength(
        tables.reduce(
          (sum, { columns }) =>
            sum + [...(columns.get('split')?.values as Int8Array)].filter((of) => of === code).length,
          0,
        ),
      );
  });

  test('scores all events of data, which have the label 2 and weigh 1', async () => {
    const sample = sampleTable(50, false, 3);
    const others = [...sample.columns].filter(([name]) => !['split', 'split_weight'].includes(name));
    const data = {
      rows: sample.rows,
      columns: new Map([...others, ['weight', { values: new Float64Array(sample.rows).fill(1) }] as const]),
    };
    const scores = await predict('train-xgboost', {}, [tableInput(data, { kind: 'data' })]);
    expect(scores.rows).toBe(sample.rows);
    expect(new Set(scores.columns.get('label')?.values as Int8Array)).toEqual(new Set([2]));
    expect(new Set(column(scores, 'weight'))).toEqual(new Set([1]));
    expect(new Set(scores.columns.get('process')?.values as string[])).toEqual(new Set(['data']));
  });

  test('scores events without a value that the padding fills as with the value filled in', async () => {
    const trained = await run('train-forest', { padding: { out_of_range: -50 } });
    const model = fileInput(trained.outputs.model as Uint8Array);
    const filled = await Promise.all(
      samples().map(async (input) => {
        const table = await input.read();
        const { values, valid } = table.columns.get('jet1_pt') ?? { values: [] };
        const column = {
          values: Float64Array.from(values as Float64Array, (value, row) => (valid?.[row] === 0 ? -50 : value)),
        };
        return from(
          input.origin,
          tableInput({ ...table, columns: new Map([...table.columns, ['jet1_pt', column]]) }, input.attributes),
        );
      }),
    );
    const score = async (events: readonly TableInput[]) =>
      column((await runTask(predictTrees, { params: {}, inputs: { model, events } })).outputs.scores as Table, 'score');
    expect(await score(filled)).toEqual(await score(samples()));
  });

  test('takes samples that hold both classes, told apart by a column', async () => {
    const tables = await Promise.all(samples().map(async (input) => ({ input, table: await input.read() })));
    const labelled = tables.map(({ input, table }) => {
      const label = { values: new Int8Array(table.rows).fill(input.attributes.kind === 'signal' ? 1 : 0) };
      const columns = new Map([...table.columns, ['is_signal', label]]);
      return from(input.origin, tableInput({ ...table, columns }, { process: 'mixed' }));
    });
    const { outputs } = await run('train-xgboost', { label_column: 'is_signal' }, labelled);
    const model = fileInput(outputs.model as Uint8Array);
    expect((outputs.history as TreeHistory).iterations).toEqual(
      ((await run('train-xgboost')).outputs.history as TreeHistory).iterations,
    );
    const params = { label_column: 'is_signal', keep: ['met'] };
    const scored = await runTask(predictTrees, { params, inputs: { model, events: labelled } });
    const scores = scored.outputs.scores as Table;
    const expected = await predict('train-xgboost');
    const sorted = (table: Table) => [...column(table, 'score')].sort();
    expect(sorted(scores)).toEqual(sorted(expected));
    expect(scores.columns.has('met')).toBe(true);
  });

  test('refuses a file that is no such model', async () => {
    for (const content of ['not a model at all', '{L\0\0\0\0\0\0\0\0nonsense']) {
      const inputs = { model: fileInput(new TextEncoder().encode(content)), events: samples() };
      await expect(runTask(predictTrees, { params: {}, inputs })).rejects.toMatchObject({ code: 'model-file' });
    }
  });
});
