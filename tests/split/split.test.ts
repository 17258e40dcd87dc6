import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { split } from '../../activities/split/index.ts';
import type { Column, Table } from '../../schemas/index.ts';
import { SPLITS, type SplitCountsRow } from '../../schemas/results/index.ts';
import { runTask, tableInput } from '../support/run-task.ts';

const PARAMS = { by: ['dsid', 'particle_event'], slots: { train: 3, validation: 1, test: 2 }, count_by: 'channel' };

interface Event {
  readonly particleEvent: number;
  readonly channel: number;
  readonly weight: number;
}
const tableOf = (dsid: number, events: readonly Event[]): Table => ({
  rows: events.length,
  columns: new Map<string, Column>([
    ['dsid', { values: new Int32Array(events.length).fill(dsid) }],
    ['particle_event', { values: Int32Array.from(events, (event) => event.particleEvent) }],
    ['channel', { values: Int8Array.from(events, (event) => event.channel) }],
    ['weight', { values: Float64Array.from(events, (event) => event.weight), unit: 'events' }],
  ]),
});
const run = (table: Table, params: object = {}) =>
  runTask(split, {
    params: { ...PARAMS, ...params },
    inputs: { events: { ...tableInput(table), origin: 'weigh[110102]' } },
  });

const EVENTS: readonly Event[] = [
  { particleEvent: 1, channel: 0, weight: 1 }, // train
  { particleEvent: 2, channel: 1, weight: 2 }, // test
  { particleEvent: 57, channel: 1, weight: 250.6934816295819 }, // test
  { particleEvent: 57, channel: 1, weight: -4 }, // its twin
  { particleEvent: 131, channel: 1, weight: 8 }, // train
];

describe('split', () => {
  test('subsets are those of the dark-matter definitions; weights are divided by the share of the subset', async () => {
    const table = (await run(tableOf(110102, EVENTS))).outputs.events as Table;
    expect([...table.columns.keys()]).toEqual(['dsid', 'particle_event', 'channel', 'weight', 'split', 'split_weight']);
    expect(table.columns.get('split')).toEqual({ values: Int8Array.of(0, 2, 2, 2, 0) });
    expect(table.columns.get('split_weight')).toEqual({
      values: Float64Array.of(2, 6, 3 * 250.6934816295819, -12, 16),
      unit: 'events',
    });
  });

  test('counts use the weights before rescaling; twins are summed before squaring', async () => {
    const { outputs } = await run(tableOf(110102, EVENTS));
    const w = 250.6934816295819;
    expect(outputs.counts).toEqual([
      {
        split: 'train',
        channel: 0,
        events: 1,
        sum_of_weights: 1,
        sum_of_weights_squared: 1,
        sum_of_group_weights_squared: 1,
      },
      {
        split: 'train',
        channel: 1,
        events: 1,
        sum_of_weights: 8,
        sum_of_weights_squared: 64,
        sum_of_group_weights_squared: 64,
      },
      {
        split: 'test',
        channel: 1,
        events: 3,
        sum_of_weights: expect.closeTo(w - 2, 10) as number,
        sum_of_weights_squared: expect.closeTo(w * w + 20, 8) as number,
        sum_of_group_weights_squared: expect.closeTo((w - 4) ** 2 + 4, 8) as number,
      },
    ]);
  });

  const event = fc.record({
    particleEvent: fc.integer({ min: 0, max: 200 }),
    channel: fc.integer({ min: 0, max: 1 }),
    weight: fc.double({ min: -5, max: 5, noNaN: true }),
  });

  test('more events in a sample move no other event; twins are never parted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event), fc.array(event), async (events, added) => {
        const subsets = async (list: readonly Event[]) =>
          (((await run(tableOf(110102, list))).outputs.events as Table).columns.get('split')?.values ??
            []) as Int8Array;
        const all = await subsets([...added, ...events]);
        expect([...all.subarray(added.length)]).toEqual([...(await subsets(events))]);
        const byKey = new Map<number, number>();
        for (const [i, { particleEvent }] of [...added, ...events].entries()) {
          expect(byKey.get(particleEvent) ?? all[i]).toBe(all[i]);
          byKey.set(particleEvent, all[i] as number);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('nothing is lost: the counts add up to the sample', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event), async (events) => {
        const counts = (await run(tableOf(7, events))).outputs.counts as SplitCountsRow[];
        const total = (of: (row: SplitCountsRow) => number) => counts.reduce((sum, row) => sum + of(row), 0);
        expect(total((row) => row.events)).toBe(events.length);
        expect(total((row) => row.sum_of_weights)).toBeCloseTo(
          events.reduce((sum, { weight }) => sum + weight, 0),
          9,
        );
        expect(counts.every(({ split: name }) => SPLITS.includes(name))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('64-bit event numbers split like 32-bit ones', async () => {
    const table = tableOf(110102, EVENTS);
    const wide: Table = {
      rows: table.rows,
      columns: new Map([
        ...table.columns,
        ['particle_event', { values: BigInt64Array.from(EVENTS, ({ particleEvent }) => BigInt(particleEvent)) }],
      ]),
    };
    const [narrow, long] = await Promise.all([run(table), run(wide)]);
    expect((long.outputs.events as Table).columns.get('split')).toEqual(
      (narrow.outputs.events as Table).columns.get('split'),
    );
    expect(long.outputs.counts).toEqual(narrow.outputs.counts);
  });

  test('a sample without events has no counts', async () => {
    expect((await run(tableOf(1, []))).outputs.counts).toEqual([]);
  });
});

describe('split refuses, naming the sample', () => {
  const table = tableOf(110102, EVENTS);
  const replace = (name: string, column: Column): Table => ({
    rows: table.rows,
    columns: new Map([...table.columns, [name, column]]),
  });

  test.each([
    ['a column that is not there', () => run(table, { by: ['dsid', 'run'] }), 'missing-column'],
    ['to split by a measurement', () => run(table, { by: ['weight'] }), 'column-type'],
    ['to count by a measurement', () => run(table, { count_by: 'weight' }), 'column-type'],
    [
      'an event without number',
      () => run(replace('particle_event', { values: new Int32Array(5), valid: Uint8Array.of(1, 1, 0, 1, 1) })),
      'missing-value',
    ],
    [
      'a weight that is not finite',
      () => run(replace('weight', { values: Float64Array.of(1, 1, NaN, 1, 1) })),
      'weight-not-finite',
    ],
    ['to overwrite a column', () => run(replace('split', { values: new Int8Array(5) })), 'column-exists'],
  ])('%s', async (_, running, code) => {
    await expect(running()).rejects.toMatchObject({
      code,
      message: expect.stringContaining('weigh[110102]') as string,
    });
  });

  test('a subset without slots gets no event: a file that holds test events alone stays whole', async () => {
    const { outputs } = await run(table, { slots: { train: 0, validation: 0, test: 1 } });
    const { columns } = outputs.events as Table;
    expect(columns.get('split')?.values).toEqual(new Int8Array(5).fill(2));
    expect(columns.get('split_weight')?.values).toEqual(columns.get('weight')?.values);
  });

  test.each([
    { slots: { train: 0, validation: 0, test: 0 } },
    { slots: { train: 3, validation: -1, test: 2 } },
    { by: [] },
    { by: ['dsid', 'dsid'] },
    { seed: 3 },
  ])('parameters %j', async (params) => {
    await expect(run(table, params)).rejects.toThrow();
  });
});
