import { describe, expect, test } from 'vitest';
import { evaluate } from '../../activities/evaluate/index.ts';
import type { Attributes, Column, TableInput } from '../../schemas/index.ts';
import type { Evaluation, MetricRow } from '../../schemas/results/index.ts';
import { normal, randomStream } from '../../science/learning/random.ts';
import { runTask, tableInput } from '../support/run-task.ts';

interface Scored {
  readonly events?: number;
  readonly gap?: number;
  readonly split?: boolean;
  readonly seed?: number;
  readonly attributes?: Attributes;
}

/** Scored events of all three subsets; training events score better by `gap`. */
function scored({ events = 1200, gap = 0, split = true, seed = 1, attributes = {} }: Scored = {}): TableInput {
  const stream = randomStream(seed, 'scored');
  const labels = Int8Array.from({ length: events }, () => (stream.uniform() < 0.4 ? 1 : 0));
  const splits = Int8Array.from(labels, () => stream.integer() % 3);
  const scores = Float32Array.from(labels, (label, i) => {
    const side = label === 1 ? 1 : -1;
    return 1 / (1 + Math.exp(-(normal(stream) + side * (0.8 + (splits[i] === 0 ? gap : 0)))));
  });
  const columns: Record<string, Column> = {
    dsid: { values: Int32Array.from(labels) },
    particle_event: { values: Int32Array.from(labels, (_, i) => i >> 1) },
    label: { values: labels },
    weight: {
      values: Float64Array.from(labels, (label) => (label === 1 ? 0.1 : 5) * (stream.uniform() < 0.05 ? -1 : 1)),
    },
    ...(split ? { split: { values: splits } } : {}),
    score: { values: scores },
  };
  return {
    ...tableInput({ rows: events, columns: new Map(Object.entries(columns)) }, attributes),
    origin: `predict ${seed}`,
  };
}

const fast = { bootstrap: { resamples: 40 }, permutations: 50 };
async function run(scores: readonly TableInput[], params: object = {}) {
  const { outputs } = await runTask(evaluate, { params: { ...fast, ...params }, inputs: { scores }, seed: 3 });
  return { evaluation: outputs.evaluation as Evaluation, metrics: outputs.metrics as MetricRow[] };
}
const figure = ({ metrics }: { metrics: readonly MetricRow[] }, name: string, part = 'test') =>
  metrics.find(({ metric, part: of }) => metric === name && of === part);

describe('evaluate', () => {
  test('judges each subset of each table, and gives equal outputs when run again', async () => {
    const tables = [scored(), scored({ seed: 2 })];
    const found = await run(tables);
    expect(found.evaluation.parts.map(({ table, part }) => `${table} ${part}`)).toEqual(
      [1, 2].flatMap((seed) => ['train', 'validation', 'test'].map((part) => `predict ${seed} ${part}`)),
    );
    expect(found.metrics).toHaveLength(6 * 13);
    expect(await run(tables)).toEqual(found);
  });

  test('signals that are told apart are each judged as if the others were not there', async () => {
    const table = scored({ split: false });
    const { columns } = await table.read(table.columns);
    const labels = columns.get('label')?.values as Int8Array;
    const process = Array.from(labels, (label, i) => (label === 0 ? 'background' : i % 3 === 0 ? 'a' : 'b'));
    const named = (keep: (row: number) => boolean): TableInput => {
      const rows = process.flatMap((_, row) => (keep(row) ? [row] : []));
      const kept = [...columns].map(([name, { values }]) => {
        const own = rows.map((row) => Number(values[row]));
        return [
          name,
          {
            values:
              values instanceof Float64Array
                ? Float64Array.from(own)
                : name === 'score'
                  ? Float32Array.from(own)
                  : Int32Array.from(own),
          },
        ] as const;
      });
      const names = ['process', { values: rows.map((row) => process[row] as string) }] as const;
      return tableInput({ rows: rows.length, columns: new Map<string, Column>([...kept, names]) });
    };
    const { metrics, evaluation } = await run([named(() => true)], { signal_by: ['process'], bootstrap: null });
    expect(evaluation.parts.map(({ signal }) => signal).sort()).toEqual(['a', 'b']);
    for (const signal of ['a', 'b']) {
      const alone = await run([named((row) => labels[row] === 0 || process[row] === signal)], { bootstrap: null });
      const values = (rows: readonly MetricRow[]) => rows.map(({ metric, value }) => [metric, value]);
      expect(values(metrics.filter((row) => row.signal === signal))).toEqual(values(alone.metrics));
      expect(alone.metrics[0]?.signal).toBeNull();
    }
  });

  test('the intervals hold the value, and are narrower with more events', async () => {
    const few = figure(await run([scored({ events: 600 })]), 'auc');
    const many = figure(await run([scored({ events: 9600 })]), 'auc');
    expect(few?.low).toBeLessThan(few?.value ?? NaN);
    expect(few?.high).toBeGreaterThan(few?.value ?? NaN);
    expect((few?.error ?? NaN) / (many?.error ?? NaN)).toBeGreaterThan(2.5);
    expect((few?.error ?? NaN) / (many?.error ?? NaN)).toBeLessThan(6);
  });

  test('a better score on training events than on others shows', async () => {
    const { closeness } = (await run([scored({ gap: 1.5 })])).evaluation;
    const of = (parts: string, name: string) =>
      closeness.find((row) => row.parts.join() === parts && row.class === name)?.permutation_probability;
    expect(closeness).toHaveLength(6);
    for (const name of ['signal', 'background']) {
      expect(of('train,test', name)).toBe(1 / 51);
      expect(of('validation,test', name)).toBeGreaterThan(0.03);
    }
  });

  test('thresholds are chosen as asked, each with its confusion matrix', async () => {
    const test = async (threshold: number | string) => {
      const { evaluation } = await run([scored()], { threshold, weights: 'balanced' });
      return evaluation.parts.find(({ part }) => part === 'test');
    };
    const half = await test(0.5);
    expect(half?.chosen.threshold).toBe(0.5);
    expect((await test('youden'))?.chosen).toEqual({
      threshold: half?.youden?.threshold,
      confusion: half?.youden?.confusion,
    });
    expect((await test('best-significance'))?.chosen.threshold).toBe(half?.best_significance?.threshold);
    expect(half?.best_significance?.background_effective).toBeGreaterThanOrEqual(3);
    const {
      true_positive: tp,
      true_negative: tn,
      false_positive: fp,
      false_negative: fn,
    } = half?.chosen.confusion ?? { true_positive: 0, true_negative: 0, false_positive: 0, false_negative: 0 };
    expect(tp + fn).toBeCloseTo(tn + fp, 6);
    expect(half?.figures.accuracy.value).toBeCloseTo(half?.figures.balanced_accuracy.value ?? NaN, 10);
  });

  test('weights change what depends on them, not the area of each class balanced', async () => {
    const with_ = async (weights: string) => await run([scored()], { weights });
    const [absolute, balanced] = [await with_('absolute'), await with_('balanced')];
    expect(figure(balanced, 'auc')?.value).toBeCloseTo(figure(absolute, 'auc')?.value ?? NaN, 10);
    expect(figure(balanced, 'precision')?.value).toBeGreaterThan(figure(absolute, 'precision')?.value ?? NaN);
    const [physical, none] = [await with_('physical'), await with_('none')];
    expect(figure(physical, 'auc')?.value).not.toBe(figure(absolute, 'auc')?.value);
    expect(none.evaluation.parts[0]?.chosen.confusion.true_positive).toBe(
      Math.round(none.evaluation.parts[0]?.chosen.confusion.true_positive ?? NaN),
    );
  });

  test('a table without a column split is of the subset that is carried, or that the campaign says', async () => {
    const parts = async (attributes: Attributes, params: object = {}) =>
      (await run([scored({ split: false, attributes })], params)).evaluation.parts.map(({ part }) => part);
    expect(await parts({})).toEqual(['test']);
    expect(await parts({}, { part: 'validation' })).toEqual(['validation']);
    expect(await parts({ part: 'train' })).toEqual(['train']);
    await expect(parts({ part: 'some' })).rejects.toMatchObject({ code: 'unknown-part' });
  });

  test('a score that is no probability has areas and thresholds, but no loss and no calibration', async () => {
    const table = await scored().read();
    const score = table.columns.get('score')?.values as Float32Array;
    const columns = new Map([...table.columns, ['score', { values: score.map((value) => 4 * value - 2) }] as const]);
    const found = await run([tableInput({ ...table, columns })], { threshold: 'youden' });
    expect(figure(found, 'brier')).toMatchObject({ value: null, low: null });
    expect(figure(found, 'auc')?.value).toBeCloseTo(figure(await run([scored()]), 'auc')?.value ?? NaN, 6);
    expect(found.evaluation.parts[0]?.calibration).toEqual([]);
  });

  test('judges a softmax class by class, and its first class against the others', async () => {
    const stream = randomStream(9, 'classes');
    const names = ['ttbar', 'signal', 'diboson'];
    const truth = Array.from({ length: 900 }, () => stream.integer() % 3);
    const shares = truth.map((label) => {
      const raw = names.map((_, c) => stream.uniform() + (c === label ? 0.5 : 0));
      const sum = raw.reduce((total, value) => total + value, 0);
      return raw.map((value) => value / sum);
    });
    const scores = (c: number): Column => ({ values: Float64Array.from(shares, (row) => row[c] ?? NaN) });
    const columns: [string, Column][] = [
      ['label', { values: Int8Array.from(truth, (label) => (label === 1 ? 1 : 0)) }],
      ['class', { values: truth.map((label) => names[label] ?? '') }],
      ['weight', { values: new Float64Array(900).fill(0.5) }],
      ['score', scores(0)],
      ...names.map((name, c): [string, Column] => [`score_${name}`, scores(c)]),
    ];
    const found = await run([tableInput({ rows: 900, columns: new Map(columns) })]);
    const [part] = found.evaluation.parts;
    expect(part?.events).toEqual({
      signal: truth.filter((c) => c === 0).length,
      background: truth.filter((c) => c > 0).length,
    });
    expect(part?.classes?.names).toEqual(names);
    const right = shares.filter((row, i) => row.indexOf(Math.max(...row)) === truth[i]).length;
    expect(part?.classes?.accuracy).toBeCloseTo(right / 900, 12);
    expect(part?.classes?.confusion.flat().reduce((sum, cell) => sum + cell, 0)).toBeCloseTo(450, 9);
    expect(part?.classes?.auc[0]).toBeCloseTo(part?.figures.auc.value ?? NaN, 12);
    columns[1] = ['class', { values: truth.map(() => 'other') }];
    await expect(run([tableInput({ rows: 900, columns: new Map(columns) })])).rejects.toMatchObject({ code: 'class' });
  });

  test('leaves out intervals and permutations where they are not wanted', async () => {
    const found = await run([scored()], { bootstrap: null, permutations: 0 });
    expect(figure(found, 'auc')).toMatchObject({ error: null, low: null, high: null });
    expect(found.evaluation.closeness[0]?.permutation_probability).toBeNull();
    expect(found.evaluation.confidence).toBeNull();
  });

  test('refuses what it cannot judge, naming it', async () => {
    const table = await scored().read();
    const changed = (name: string, column: Column, params: object = {}) =>
      run([tableInput({ ...table, columns: new Map([...table.columns, [name, column]]) })], params);
    await expect(run([])).rejects.toMatchObject({ code: 'no-scores' });
    const background = { values: new Int8Array(table.rows) };
    await expect(changed('label', background)).rejects.toMatchObject({ code: 'no-signal' });
    await expect(changed('label', background, { signal_by: ['dsid'] })).rejects.toMatchObject({ code: 'no-signal' });
    await expect(run([scored()], { signal_by: ['mass'] })).rejects.toMatchObject({ code: 'missing-value' });
    const broken = (table.columns.get('score')?.values as Float32Array).map((value, row) => (row === 9 ? NaN : value));
    await expect(changed('score', { values: broken })).rejects.toMatchObject({
      code: 'score-not-finite',
      message: expect.stringContaining('row 9') as string,
    });
    await expect(run([scored()], { score: 'scor' })).rejects.toMatchObject({ code: 'missing-column' });
    const negative = (table.columns.get('weight')?.values as Float64Array).map((weight) => -Math.abs(weight));
    await expect(changed('weight', { values: negative })).rejects.toMatchObject({ code: 'sum-of-weights' });
    await expect(
      run([scored()], { threshold: 'best-significance', minimum_effective_background: 1e9 }),
    ).rejects.toMatchObject({ code: 'no-threshold' });
  });
});
