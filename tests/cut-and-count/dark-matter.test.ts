import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { cutAndCount } from '../../activities/cut-and-count/index.ts';
import type { Column, Table, TableInput } from '../../schemas/index.ts';
import type { YieldsRow } from '../../schemas/results/index.ts';
import { runTask, tableInput } from '../support/run-task.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/dark-matter/${name}`, import.meta.url), 'utf8');

type Event = Readonly<Record<string, string>>;
const [header = '', ...lines] = fixture('near_cuts.csv').trim().split('\n');
const EVENTS: readonly Event[] = lines.map((line) => {
  const values = line.split(',');
  return Object.fromEntries(header.split(',').map((name, i) => [name, values[i] ?? '']));
});

function inputOf(events: readonly Event[], kind: string): TableInput {
  const numbers = (name: string): number[] => events.map((event) => Number(event[name]));
  const table: Table = {
    rows: events.length,
    columns: new Map<string, Column>([
      ...['met_sig', 'mt', 'mll', 'mt2', 'nbjets', 'weight'].map(
        (name) => [name, { values: Float64Array.from(numbers(name)) }] as const,
      ),
      ...['channel', 'split'].map((name) => [name, { values: Int8Array.from(numbers(name)) }] as const),
      ['particle_event', { values: Int32Array.from(numbers('particle_event')) }],
      // the test third stands for three times its weight
      ['split_weight', { values: Float64Array.from(numbers('weight'), (weight) => weight * 3) }],
    ]),
  };
  const sha256 = createHash('sha256').update(JSON.stringify(events)).digest('hex');
  return { ...tableInput(table, { kind }), sha256, origin: `split[${events[0]?.dsid}]` };
}

const background = EVENTS.filter(({ kind }) => kind === 'background');
const BACKGROUND = [...new Set(background.map(({ dsid }) => dsid))].map((dsid) =>
  inputOf(
    background.filter((event) => event.dsid === dsid),
    'background',
  ),
);

const yieldsOf = async (model: string): Promise<readonly YieldsRow[]> => {
  const signal = EVENTS.filter((event) => event.kind === 'signal' && event.model === model);
  const { outputs } = await runTask(cutAndCount, {
    params: {
      cuts: [
        { name: 'met_sig', keep: 'met_sig > 10' },
        { name: 'mt', keep: 'mt > 160' },
        { name: 'mll', keep: 'mll > 120' },
        { name: 'no_bjet', keep: 'nbjets == 0' },
        { name: 'mt2', keep: 'mt2 > 110' },
      ],
      channels: { ee: 'channel == 0', mumu: 'channel == 1' },
      variants: { mll_below_150: 'mll < 150' },
    },
    inputs: { events: [inputOf(signal, 'signal'), ...BACKGROUND] },
  });
  return outputs.yields as YieldsRow[];
};

interface Point {
  readonly signal: number;
  readonly events: number;
  readonly significance: number;
}
interface Background {
  readonly background: number;
  readonly error: number;
  readonly events: number;
  readonly effective: number;
  readonly effective_groups: number;
}
type Expected = Record<
  'all' | 'test',
  Record<
    'nominal' | 'mll_below_150',
    { background: Record<string, Background>; points: Record<string, Record<string, Point>> }
  >
>;
const EXPECTED = (JSON.parse(fixture('expected.json')) as { cut_and_count: Expected }).cut_and_count;

describe.each([
  ['DH', 'DH_HDS_130', [0.2227431761285104, 0.2749744672173188, 0.3536360261207481, 0.35387212398444856]],
  ['LV', 'LV_LDS_130', [0.7695026116738264, 0.7816640106232587, 1.0949403510236455, 1.0968741472368093]],
] as const)('cut and count of the dark-matter sample set, %s', (model, point, significances) => {
  let rows: readonly YieldsRow[];
  const row = (set: string, variant: string, channel: string): YieldsRow | undefined =>
    rows.find((r) => r.set === set && r.variant === variant && r.channel === channel);
  beforeAll(async () => {
    rows = await yieldsOf(model);
  });

  test('significances on all events are those of the reference definitions: ee, mumu, inclusive, combined', () => {
    for (const [i, channel] of ['ee', 'mumu', 'inclusive', 'combined'].entries()) {
      expect(row('all', 'nominal', channel)?.significance).toBeCloseTo(significances[i] ?? NaN, 12);
    }
  });

  test('the background is 110.06 +- 6.84 (ee, 345 events, 259 effective, 241 with twins summed) and 144.53 +- 7.71 (mumu)', () => {
    expect(row('all', 'nominal', 'ee')).toMatchObject({ background_events: 345 });
    expect(row('all', 'nominal', 'ee')?.background).toBeCloseTo(110.06331084005923, 10);
    expect(row('all', 'nominal', 'ee')?.background_error).toBeCloseTo(6.843393267257203, 11);
    expect(row('all', 'nominal', 'ee')?.background_effective).toBeCloseTo(258.66766886393407, 9);
    expect(row('all', 'nominal', 'ee')?.background_effective_groups).toBeCloseTo(240.87927790140728, 9);
    expect(row('all', 'nominal', 'mumu')?.background).toBeCloseTo(144.52746963453677, 10);
    expect(row('all', 'nominal', 'mumu')?.background_error).toBeCloseTo(7.706744058912645, 11);
  });

  test('both sets of events and both variants agree with the independent implementation', () => {
    for (const set of ['all', 'test'] as const) {
      for (const variant of ['nominal', 'mll_below_150'] as const) {
        const expected = EXPECTED[set][variant];
        for (const channel of ['ee', 'mumu', 'inclusive']) {
          const found = row(set, variant, channel);
          const [s, b] = [expected.points[point]?.[channel], expected.background[channel]];
          expect(found?.signal).toBeCloseTo(s?.signal ?? NaN, 11);
          expect(found?.significance).toBeCloseTo(s?.significance ?? NaN, 11);
          expect(found?.background).toBeCloseTo(b?.background ?? NaN, 9);
          expect(found?.background_error).toBeCloseTo(b?.error ?? NaN, 9);
          expect(found?.background_effective).toBeCloseTo(b?.effective ?? NaN, 8);
          expect(found?.background_effective_groups).toBeCloseTo(b?.effective_groups ?? NaN, 8);
          expect([found?.signal_events, found?.background_events]).toEqual([s?.events, b?.events]);
        }
        const combined = expected.points[point]?.combined?.significance ?? NaN;
        expect(row(set, variant, 'combined')?.significance).toBeCloseTo(combined, 11);
      }
    }
  });
});
