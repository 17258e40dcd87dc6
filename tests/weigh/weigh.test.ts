import { describe, expect, test } from 'vitest';
import { weigh } from '../../activities/weigh/index.ts';
import type { Table } from '../../schemas/index.ts';
import { recordsInput, runTask, tableInput } from '../support/run-task.ts';

const PARAMS = {
  kind: 'background',
  cross_section_pb: 2,
  k_factor: 1.5,
  filter_efficiency: 0.5,
  sum_of_weights_by_period: { '17': 100, '18': 50 },
  luminosity_fb: { '17': 40, '18': 60 },
};
/** Expected events for each unit of event weight: 2 pb x 1.5 x 0.5 x 1000 x L / sum of weights. */
const FACTOR = { 17: 600, 18: 1800 };

const EVENTS: Table = {
  rows: 3,
  columns: new Map([
    ['period', { values: Int32Array.of(17, 18, 18) }],
    ['met', { values: Float64Array.of(60, 70, 80), unit: 'GeV' }],
    ['event_weight', { values: Float64Array.of(1, -0.5, 2) }],
  ]),
};
const step = (name: string, period: number | null, events: number, sum: number, squared: number) => ({
  step: name,
  period: period === null ? null : String(period),
  events,
  sum_of_weights: sum,
  sum_of_weights_squared: squared,
});
const CUTFLOW = [
  step('all', 17, 5, 4, 5),
  step('all', 18, 6, 6, 7),
  step('met', 17, 1, 1, 1),
  step('met', 18, 2, 1.5, 4.25),
];

const run = (params: object = {}, events: Table = EVENTS, cutflow = CUTFLOW) =>
  runTask(weigh, {
    params: { ...PARAMS, ...params },
    inputs: { events: { ...tableInput(events), origin: 'select[110100]' }, cutflow: recordsInput(cutflow) },
  });

describe('weigh', () => {
  test('adds the physical weight of each event, in events, behind the columns that were there', async () => {
    const table = (await run()).outputs.events as Table;
    expect([...table.columns.keys()]).toEqual(['period', 'met', 'event_weight', 'weight']);
    expect(table.columns.get('weight')).toEqual({ values: Float64Array.of(600, -900, 3600), unit: 'events' });
    expect(table.columns.get('met')).toBe(EVENTS.columns.get('met'));
  });

  test('the cutflow is in expected events, periods summed with their own normalisation', async () => {
    expect((await run()).outputs.cutflow).toEqual([
      {
        step: 'all',
        events: 11,
        sum_of_weights: 4 * FACTOR[17] + 6 * FACTOR[18],
        error: Math.sqrt(5 * FACTOR[17] ** 2 + 7 * FACTOR[18] ** 2),
      },
      {
        step: 'met',
        events: 3,
        sum_of_weights: FACTOR[17] + 1.5 * FACTOR[18],
        error: Math.sqrt(FACTOR[17] ** 2 + 4.25 * FACTOR[18] ** 2),
      },
    ]);
  });

  test('the last step of the cutflow is the sum of the weights it gives', async () => {
    const { outputs } = await run();
    const weights = (outputs.events as Table).columns.get('weight')?.values as Float64Array;
    const last = (outputs.cutflow as { sum_of_weights: number }[]).at(-1);
    expect(last?.sum_of_weights).toBeCloseTo(
      weights.reduce((sum, weight) => sum + weight, 0),
      9,
    );
  });

  test('data are counted: weight 1, error sqrt(n), no cross section needed', async () => {
    const { outputs } = await run({
      kind: 'data',
      cross_section_pb: null,
      k_factor: null,
      filter_efficiency: null,
      sum_of_weights_by_period: null,
    });
    expect((outputs.events as Table).columns.get('weight')?.values).toEqual(Float64Array.of(1, 1, 1));
    expect(outputs.cutflow).toEqual([
      { step: 'all', events: 11, sum_of_weights: 11, error: Math.sqrt(11) },
      { step: 'met', events: 3, sum_of_weights: 3, error: Math.sqrt(3) },
    ]);
  });

  test('a k factor or filter efficiency that is not given is 1', async () => {
    const { outputs } = await run({ k_factor: null, filter_efficiency: null });
    expect((outputs.events as Table).columns.get('weight')?.values[0]).toBe(800);
  });

  test('a sample none of whose events was selected keeps its cutflow', async () => {
    const empty: Table = {
      rows: 0,
      columns: new Map([
        ['period', { values: new Int32Array(0) }],
        ['event_weight', { values: new Float64Array(0) }],
      ]),
    };
    const { outputs } = await run({}, empty, [step('all', 17, 5, 4, 5), step('met', 17, 0, 0, 0)]);
    expect((outputs.events as Table).rows).toBe(0);
    expect(outputs.cutflow).toMatchObject([{ events: 5 }, { events: 0, sum_of_weights: 0, error: 0 }]);
  });
});

const withColumn = (name: string, values: Float64Array | Int32Array, valid?: Uint8Array): Table => ({
  rows: 3,
  columns: new Map([...EVENTS.columns, [name, valid === undefined ? { values } : { values, valid }]]),
});

describe('weigh refuses, naming the sample', () => {
  test.each([
    [
      'a sum of weights of zero',
      { sum_of_weights_by_period: { '17': 0, '18': 50 } },
      'sum-of-weights',
      /period 17 is 0/,
    ],
    ['a negative sum', { sum_of_weights_by_period: { '17': 100, '18': -5 } }, 'sum-of-weights', /period 18 is -5/],
    ['a period without sum', { sum_of_weights_by_period: { '17': 100 } }, 'sum-of-weights', /for period 18/],
    ['simulation without cross section', { cross_section_pb: null }, 'normalisation', /without cross_section_pb/],
    ['a negative cross section', { cross_section_pb: -2 }, 'normalisation', /crossSectionPb is -2/],
    ['a period without luminosity', { luminosity_fb: { '17': 40 } }, 'unknown-period', /row 1: period 18/],
    ['a period column that is not there', { period_column: 'run' }, 'missing-column', /no column 'run'/],
    ['a period column of measurements', { period_column: 'met' }, 'column-type', /'met' holds floating-point/],
  ])('%s', async (_, params, code, message) => {
    await expect(run(params)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    await expect(run(params)).rejects.toThrow(/select\[110100\]/);
  });

  test.each([NaN, Infinity])('an event weight of %d, naming the row', async (weight) => {
    const events = withColumn('event_weight', Float64Array.of(1, 1, weight));
    await expect(run({}, events)).rejects.toMatchObject({
      code: 'weight-not-finite',
      message: expect.stringContaining('row 2') as string,
    });
  });

  test('an event without a period', async () => {
    const events = withColumn('period', Int32Array.of(17, 0, 18), Uint8Array.of(1, 0, 1));
    await expect(run({}, events)).rejects.toMatchObject({
      code: 'missing-value',
      message: expect.stringContaining('row 1') as string,
    });
  });

  test('a cutflow that does not tell periods apart', async () => {
    await expect(run({}, EVENTS, [step('all', null, 5, 4, 5)])).rejects.toMatchObject({ code: 'cutflow-period' });
  });

  test('to overwrite a column', async () => {
    await expect(run({}, withColumn('weight', Float64Array.of(1, 1, 1)))).rejects.toMatchObject({
      code: 'column-exists',
    });
  });

  test('parameters it does not know', async () => {
    await expect(run({ lumi: 139 })).rejects.toThrow(/lumi/);
  });

  test('one luminosity and one sum of weights need no period', async () => {
    const { outputs } = await run(
      { sum_of_weights_by_period: undefined, sum_of_weights: 100, luminosity_fb: 40 },
      { rows: 3, columns: new Map([...EVENTS.columns].filter(([name]) => name !== 'period')) },
      [step('all', null, 5, 4, 5)],
    );
    expect((outputs.events as Table).columns.get('weight')?.values).toEqual(Float64Array.of(600, -300, 1200));
    expect(outputs.cutflow).toEqual([
      { step: 'all', events: 5, sum_of_weights: 4 * FACTOR[17], error: Math.sqrt(5) * FACTOR[17] },
    ]);
    await expect(run({ luminosity_fb: 40 })).rejects.toThrow(/without sum_of_weights\b/);
  });
});
