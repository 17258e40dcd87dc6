import { createHash } from 'node:crypto';
import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { cutAndCount } from '../../activities/cut-and-count/index.ts';
import type { Attributes, Column, Table, TableInput } from '../../schemas/index.ts';
import type { YieldsRow } from '../../schemas/results/index.ts';
import { asimovSignificance } from '../../science/statistics/index.ts';
import { runTask, tableInput } from '../support/run-task.ts';

interface Event {
  readonly met: number;
  readonly mll: number;
  readonly channel: number;
  readonly particleEvent: number;
  readonly split: number;
  readonly weight: number;
}
const SLOTS = [2, 6, 3];

const tableOf = (events: readonly Event[], more: readonly (readonly [string, Column])[] = []): Table => ({
  rows: events.length,
  columns: new Map<string, Column>([
    ['met', { values: Float64Array.from(events, ({ met }) => met), unit: 'GeV' }],
    ['mll', { values: Float32Array.from(events, ({ mll }) => mll), unit: 'GeV' }],
    ['channel', { values: Int8Array.from(events, ({ channel }) => channel) }],
    ['particle_event', { values: Int32Array.from(events, ({ particleEvent }) => particleEvent) }],
    ['split', { values: Int8Array.from(events, ({ split }) => split) }],
    ['weight', { values: Float64Array.from(events, ({ weight }) => weight), unit: 'events' }],
    ['split_weight', { values: Float64Array.from(events, ({ weight, split }) => weight * (SLOTS[split] ?? 0)) }],
    ...more,
  ]),
});
/** With a hash of the content, as a store gives it. */
const input = (table: Table, kind: string, attributes: Attributes = {}): TableInput => ({
  ...tableInput(table, { kind, ...attributes }),
  sha256: createHash('sha256')
    .update(JSON.stringify([...table.columns].map(([name, { values }]) => [name, [...values].map(String)])))
    .digest('hex'),
  origin: `split[${kind}]`,
});

const PARAMS = {
  cuts: [
    { name: 'met', keep: 'met > 100' },
    { name: 'mll', keep: 'mll > 120' },
  ],
  channels: { ee: 'channel == 0', mumu: 'channel == 1' },
  variants: { mll_below_150: 'mll < 150' },
};
const run = (inputs: readonly TableInput[], params: object = {}) =>
  runTask(cutAndCount, { params: { ...PARAMS, ...params }, inputs: { events: inputs } });
const yieldsOf = async (inputs: readonly TableInput[], params: object = {}): Promise<YieldsRow[]> =>
  (await run(inputs, params)).outputs.yields as YieldsRow[];
const pick = (rows: readonly YieldsRow[], set: string, variant: string, channel: string): YieldsRow => {
  const found = rows.filter((row) => row.set === set && row.variant === variant && row.channel === channel);
  expect(found).toHaveLength(1);
  return found[0] as YieldsRow;
};

const event = (change: Partial<Event> = {}): Event => ({
  met: 150,
  mll: 130,
  channel: 0,
  particleEvent: 1,
  split: 0,
  weight: 1,
  ...change,
});
const SIGNAL = tableOf([
  event({ weight: 0.5, split: 2 }),
  event({ weight: 0.25, channel: 1, particleEvent: 2 }),
  event({ weight: 0.25, mll: 200, particleEvent: 3 }),
  event({ weight: 9, met: 100, particleEvent: 4 }), // MET of exactly 100 does not pass
]);
const BACKGROUND = [
  tableOf([
    event({ weight: 4 }),
    event({ weight: 2 }), // its twin
    event({ weight: 3, particleEvent: 2, channel: 1, split: 2 }),
    event({ weight: 7, particleEvent: 3, mll: 90 }),
  ]),
  tableOf([
    event({ weight: -1, particleEvent: 1, split: 2 }), // the number of another sample's event: not its twin
    event({ weight: 2, particleEvent: 5, split: 2 }),
    event({ weight: 100, particleEvent: 6, channel: 2 }), // of no channel
  ]),
];
const INPUTS = [input(SIGNAL, 'signal'), ...BACKGROUND.map((table) => input(table, 'background'))];

describe('cut-and-count', () => {
  test('counts what passes strict cuts, channel by channel, on all events', async () => {
    const row = pick(await yieldsOf(INPUTS), 'all', 'nominal', 'ee');
    expect(row).toMatchObject({ signal: 0.75, signal_events: 2, background: 7, background_events: 4 });
    expect(row.signal_error).toBeCloseTo(Math.sqrt(0.25 + 0.0625), 12);
    expect(row.background_error).toBeCloseTo(5, 12);
    expect(row.significance).toBeCloseTo(asimovSignificance(0.75, 7), 12);
  });

  test('effective background events: event by event, and with twins summed first', async () => {
    const row = pick(await yieldsOf(INPUTS), 'all', 'nominal', 'ee');
    expect(row.background_effective).toBeCloseTo(49 / (16 + 4 + 1 + 4), 12);
    expect(row.background_effective_groups).toBeCloseTo(49 / (36 + 1 + 4), 12);
    const ungrouped = pick(await yieldsOf(INPUTS, { group_by: [] }), 'all', 'nominal', 'ee');
    expect(ungrouped.background_effective_groups).toBe(ungrouped.background_effective);
  });

  test('test events count with their rescaled weights', async () => {
    const rows = await yieldsOf(INPUTS);
    expect(pick(rows, 'test', 'nominal', 'ee')).toMatchObject({
      signal: 1.5,
      signal_events: 1,
      background: 3,
      background_events: 2,
    });
    expect(pick(rows, 'test', 'nominal', 'mumu')).toMatchObject({ signal: 0, background: 9, significance: 0 });
  });

  test('a variant adds its cut to the nominal ones', async () => {
    expect(pick(await yieldsOf(INPUTS), 'all', 'mll_below_150', 'ee')).toMatchObject({ signal: 0.5, background: 7 });
  });

  test('inclusive holds the events of any channel; combined adds the channels in quadrature', async () => {
    const rows = await yieldsOf(INPUTS);
    const [ee, mumu, inclusive, combined] = ['ee', 'mumu', 'inclusive', 'combined'].map((channel) =>
      pick(rows, 'all', 'nominal', channel),
    ) as [YieldsRow, YieldsRow, YieldsRow, YieldsRow];
    expect(inclusive).toMatchObject({ signal: 1, background: 10, background_events: 5 });
    expect(inclusive.significance).toBeCloseTo(asimovSignificance(1, 10), 12);
    expect(combined.significance).toBeCloseTo(Math.hypot(ee.significance ?? NaN, mumu.significance ?? NaN), 12);
    expect(combined).toMatchObject({
      signal: 1,
      background: 10,
      background_error: Math.hypot(ee.background_error, mumu.background_error),
      background_effective: Math.min(ee.background_effective, mumu.background_effective),
    });
    expect(rows).toHaveLength(2 * 2 * 4);
  });

  test('a channel may be given by its code in the column `channel`', async () => {
    expect(await yieldsOf(INPUTS, { channels: { ee: 0, mumu: 1 } })).toEqual(await yieldsOf(INPUTS));
  });

  test('without positive background there is no significance, and a warning says so', async () => {
    const { outputs, logs } = await run([
      input(SIGNAL, 'signal'),
      input(tableOf([event({ weight: -1 })]), 'background'),
    ]);
    const rows = outputs.yields as YieldsRow[];
    for (const channel of ['ee', 'mumu', 'combined']) {
      expect(pick(rows, 'all', 'nominal', channel)).toMatchObject({ significance: null, significance_error: null });
    }
    expect(logs.filter(({ level }) => level === 'warn')).toHaveLength(rows.length);
  });

  test('a channel without background leaves the combination to the other one', async () => {
    const rows = await yieldsOf([input(SIGNAL, 'signal'), input(tableOf([event({ weight: 5 })]), 'background')]);
    expect(pick(rows, 'all', 'nominal', 'mumu').significance).toBeNull();
    expect(pick(rows, 'all', 'nominal', 'combined').significance).toBe(pick(rows, 'all', 'nominal', 'ee').significance);
  });

  test('the second mass point does not read the background again, and other cuts do', async () => {
    let reads = 0;
    const counted = (table: Table): TableInput => {
      const base = input(tableOf([event({ weight: 8 }), event({ weight: 1.25, particleEvent: 77 })]), 'background');
      return {
        ...base,
        read(columns) {
          reads++;
          return base.read(columns);
        },
        rows: table.rows,
      };
    };
    const background = counted(SIGNAL);
    const first = await yieldsOf([input(SIGNAL, 'signal'), background]);
    expect(await yieldsOf([input(SIGNAL, 'signal'), background])).toEqual(first);
    expect(reads).toBe(1);
    await yieldsOf([input(SIGNAL, 'signal'), background], { variants: {} });
    expect(reads).toBe(2);
  });

  const anyEvent = fc.record({
    met: fc.integer({ min: 98, max: 104 }),
    mll: fc.integer({ min: 118, max: 124 }),
    channel: fc.integer({ min: 0, max: 2 }),
    particleEvent: fc.integer({ min: 0, max: 5 }),
    split: fc.integer({ min: 0, max: 2 }),
    weight: fc.integer({ min: -16, max: 64 }).map((value) => value / 16),
  });
  const anyEvents = fc.array(anyEvent, { minLength: 1, maxLength: 40 });

  test('equals a count event by event', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvents, anyEvents, async (signal, background) => {
        const rows = await yieldsOf([input(tableOf(signal), 'signal'), input(tableOf(background), 'background')]);
        const passing = (events: readonly Event[], set: string, channels: readonly number[]) =>
          events
            .filter(({ met, mll, channel }) => met > 100 && mll > 120 && channels.includes(channel))
            .filter(({ split }) => set === 'all' || split === 2)
            .map(({ weight }) => (set === 'all' ? weight : 3 * weight));
        const sum = (weights: readonly number[]): number => weights.reduce((a, b) => a + b, 0);
        for (const set of ['all', 'test']) {
          for (const [name, channels] of [
            ['ee', [0]],
            ['mumu', [1]],
            ['inclusive', [0, 1]],
          ] as const) {
            const [s, b] = [passing(signal, set, channels), passing(background, set, channels)];
            const row = pick(rows, set, 'nominal', name);
            expect(row.signal).toBeCloseTo(sum(s), 10);
            expect(row.background).toBeCloseTo(sum(b), 10);
            expect([row.signal_events, row.background_events]).toEqual([s.length, b.length]);
            expect(row.background_error).toBeCloseTo(Math.sqrt(sum(b.map((w) => w * w))), 10);
            if (sum(b) > 0) expect(row.significance).toBeCloseTo(asimovSignificance(sum(s), sum(b)), 10);
            else expect(row.significance).toBeNull();
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the order of the background samples does not matter', async () => {
    const [signal, ...background] = INPUTS as [TableInput, ...TableInput[]];
    expect(await yieldsOf([signal, ...background.toReversed()])).toEqual(await yieldsOf(INPUTS));
  });
});

describe('cut-and-count refuses', () => {
  const [signal, background] = INPUTS as [TableInput, TableInput];
  const spoilt = (name: string, column: Column): TableInput =>
    input(tableOf([event(), event()], [[name, column]]), 'background');
  test.each([
    ['a mass point without signal sample', () => run([background]), 'no-signal', /split\[background\]/],
    ['no background sample', () => run([signal]), 'no-background', /split\[signal\]/],
    ['nothing gathered', () => run([]), 'no-signal', /none was gathered/],
    ['neither', () => run([signal, background, input(SIGNAL, 'toys')]), 'input-attributes', /split\[toys\].*"toys"/],
    [
      'an unknown column in a cut, naming the sample',
      () => run(INPUTS, { cuts: [{ name: 'ht', keep: 'ht > 30' }] }),
      'expression-name',
      /ht/,
    ],
    [
      'an unknown column to group by',
      () => run(INPUTS, { group_by: ['run'] }),
      'missing-column',
      /split\[signal\].*'run'/,
    ],
    [
      'a weight that is not finite',
      () => run([signal, spoilt('weight', { values: Float64Array.of(1, NaN) })]),
      'weight-not-finite',
      /split\[background\], row 1/,
    ],
    [
      'channels that overlap',
      () => run(INPUTS, { channels: { ee: 'channel == 0', low: 'channel < 2' } }),
      'overlapping-regions',
      /row 0.*ee.*low/,
    ],
  ])('%s', async (_, running, code, message) => {
    await expect(running()).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  test('again after it was mended: failures are not remembered', async () => {
    const broken: TableInput = { ...background, sha256: 'b'.repeat(64), read: () => Promise.reject(new Error('disk')) };
    await expect(run([signal, broken])).rejects.toThrow('disk');
    const [row] = await yieldsOf([signal, { ...background, sha256: 'b'.repeat(64) }]);
    expect(row?.background).toBe(6);
  });

  test.each([
    { cuts: [] },
    { cuts: [{ name: 'met', keep: 'met >' }] },
    { channels: {} },
    { channels: { combined: 'channel == 0' } },
    { variants: { nominal: 'mll < 150' } },
    { luminosity: 139 },
  ])('parameters %j', async (params) => {
    await expect(run(INPUTS, params)).rejects.toThrow();
  });
});
