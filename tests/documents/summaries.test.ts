import { describe, expect, test } from 'vitest';
import { aggregate } from '../../activities/aggregate/index.ts';
import { profile } from '../../activities/profile/index.ts';
import { rank } from '../../activities/rank/index.ts';
import type { Table } from '../../schemas/index.ts';
import { relativeRanks, weightedSummary } from '../../science/metrics/index.ts';
import { inputError } from '../support/failure.ts';
import { fc } from '../support/properties.ts';
import { columnValues, jsonInput, recordsInput, runTask, tableInput } from '../support/run-task.ts';

const events = (columns: Readonly<Record<string, readonly number[]>>): Table => ({
  rows: Object.values(columns)[0]?.length ?? 0,
  columns: new Map(Object.entries(columns).map(([name, values]) => [name, { values: Float64Array.from(values) }])),
});
const rows = (count: number): Int32Array => Int32Array.from({ length: count }, (_, row) => row);

describe('summary of a weighted sample', () => {
  test('an event of weight 3 is three events, in mean, spread and quantiles', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 4 })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(pairs, (drawn) => {
        const weighted = weightedSummary(
          Float64Array.from(drawn, ([x]) => x),
          Float64Array.from(drawn, ([, weight]) => weight),
          rows(drawn.length),
          [0.16, 0.5, 0.84],
        );
        const values = Float64Array.from(drawn.flatMap(([x, weight]) => Array<number>(weight).fill(x)));
        const plain = weightedSummary(
          values,
          new Float64Array(values.length).fill(1),
          rows(values.length),
          [0.16, 0.5, 0.84],
        );
        expect(weighted.mean).toBeCloseTo(plain.mean ?? NaN, 9);
        expect(weighted.spread).toBeCloseTo(plain.spread ?? NaN, 9);
        expect(weighted.quantiles).toEqual(plain.quantiles);
        expect(weighted.sumOfWeights).toBe(values.length);
      }),
    );
  });

  test('numpy says so of average, weighted variance and its linearised error', () => {
    // numpy.average([1, 2, 4], weights=[1, 2, -0.5]); sqrt of the average of (x - mean)^2; sqrt(sum (w (x - mean))^2) / sum w
    const summary = weightedSummary(Float64Array.of(1, 2, 4), Float64Array.of(1, 2, -0.5), rows(3), [0.5]);
    expect(summary.mean).toBeCloseTo(1.2, 12);
    expect(summary.error).toBeCloseTo(0.8541662601625049, 12);
    expect(summary.spread).toBeNull();
    expect(weightedSummary(Float64Array.of(1, 3), Float64Array.of(1, 1), rows(2), [0.5])).toEqual({
      ...{ events: 2, sumOfWeights: 2, mean: 2, error: Math.SQRT1_2, spread: 1, quantiles: [1] },
    });
    expect(weightedSummary(Float64Array.of(1), Float64Array.of(-1), rows(1), [0.5]).mean).toBeNull();
  });

  test('ranks rise with the values, equal values share one, and their mean is a half', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 }), (values) => {
        const ranks = relativeRanks(Float64Array.from(values));
        values.forEach((a, i) => {
          values.forEach((b, j) => {
            expect(Math.sign((ranks[i] ?? 0) - (ranks[j] ?? 0))).toBe(Math.sign(a - b));
          });
        });
        expect(ranks.reduce((sum, one) => sum + one, 0) / values.length).toBeCloseTo(0.5, 9);
      }),
    );
  });
});

describe('profile', () => {
  const signal = tableInput(events({ x: [0.1, 0.2, 0.9], y: [1, 3, 10], weight: [1, 1, 2] }), { kind: 'signal' });
  const background = tableInput(events({ x: [0.1, 0.6], y: [5, 7], weight: [1, 1] }), { kind: 'background' });
  test('a row for each group and bin that has events, the means of its own events', async () => {
    const { outputs } = await runTask(profile, {
      params: { columns: ['y'], x: { column: 'x', range: [0, 1], bins: 2 } },
      inputs: { events: [signal, background] },
    });
    expect(outputs.profile).toMatchObject([
      { group: 'background', bin: 0, low: 0, high: 0.5, centre: 0.25, events: 1, y_mean: 5 },
      { group: 'background', bin: 1, events: 1, y_mean: 7 },
      { group: 'signal', bin: 0, events: 2, sum_of_weights: 2, y_mean: 2, y_spread: 1, y_q50: 1 },
      { group: 'signal', bin: 1, events: 1, sum_of_weights: 2, y_mean: 10, y_spread: 0 },
    ]);
  });
  test('bins of equal count hold as many events each; without x there is one row a group', async () => {
    const many = tableInput(
      events({ x: Array.from({ length: 100 }, (_, i) => i * i), weight: Array<number>(100).fill(1) }),
    );
    const binned = await runTask(profile, {
      params: { columns: ['x'], by: null, x: { column: 'x', bins: 5, binning: 'equal-count' } },
      inputs: { events: [many] },
    });
    expect((binned.outputs.profile as { events: number }[]).map((row) => row.events)).toEqual([20, 20, 20, 20, 20]);
    const whole = await runTask(profile, { params: { columns: ['x', 'y'] }, inputs: { events: [signal, background] } });
    expect(whole.outputs.profile).toMatchObject([
      { group: 'background', bin: null, low: null, x_mean: 0.35, y_mean: 6 },
      { group: 'signal', bin: null, events: 3, y_mean: 6 },
    ]);
  });
  test('nothing to summarise, and no way to tell groups apart, are errors', async () => {
    const run = (params: object) =>
      runTask(profile, { params: { columns: ['y'], ...params }, inputs: { events: [signal] } });
    expect((await inputError(run({ where: 'y > 100' }))).message).toMatch(/no event with a value of y/);
    expect((await inputError(run({ by: 'process' }))).message).toMatch(/no attribute or column 'process'/);
  });
});

test('rank: adds a column among all events, or among those of one value', async () => {
  const { outputs } = await runTask(rank, {
    params: { columns: { std_rank: { of: 'std' }, own: { of: 'std', by: 'label' } } },
    inputs: { events: tableInput(events({ std: [0.4, 0.1, 0.3, 0.2], label: [1, 1, 0, 0] })) },
  });
  expect(columnValues(outputs.events as Table, 'std_rank')).toEqual([0.875, 0.125, 0.625, 0.375]);
  expect(columnValues(outputs.events as Table, 'own')).toEqual([0.75, 0.25, 0.75, 0.25]);
});

test('aggregate: sums, errors in quadrature, means, extremes and counts, by the values of columns', async () => {
  const { outputs } = await runTask(aggregate, {
    params: {
      by: ['kind'],
      where: 'step == "all"',
      columns: {
        events: { of: 'events', take: 'sum' },
        error: { of: 'error', take: 'quadrature' },
        mean: { of: 'events', take: 'mean' },
        least: { of: 'events', take: 'min' },
        most: { of: 'events', take: 'max' },
        samples: { of: 'events', take: 'count' },
      },
    },
    inputs: {
      records: [
        recordsInput(
          [
            { step: 'all', events: 3, error: 3 },
            { step: 'cut', events: 1, error: 1 },
          ],
          { kind: 'signal' },
        ),
        recordsInput([{ step: 'all', events: 5, error: 4 }], { kind: 'signal' }),
      ],
      json: [jsonInput({ step: 'all', events: 7, error: null }, { kind: 'background' })],
    },
  });
  expect(outputs.rows).toEqual([
    { kind: 'signal', events: 8, error: 5, mean: 4, least: 3, most: 5, samples: 2 },
    { kind: 'background', events: 7, error: null, mean: 7, least: 7, most: 7, samples: 1 },
  ]);
});
