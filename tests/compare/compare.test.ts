import { describe, expect, test } from 'vitest';
import { compare } from '../../activities/compare/index.ts';
import type { MassPointRow, ScoreQuality, Summary, YieldsRow } from '../../schemas/results/index.ts';
import { jsonInput, recordsInput, runTask } from '../support/run-task.ts';

const MASSES = [130, 200, 400];
const QUALITY: ScoreQuality = {
  auc: 0.9,
  auc_dropout: 0.91,
  auc_absolute_weights: 0.92,
  auc_dropout_absolute_weights: 0.93,
  auc_by_mass: MASSES.map((mass_gev) => ({ mass_gev, network: 0.8, network_dropout: 0.81 })),
  dropout_std: { signal: 0.01, background: 0.02 },
};
/** A network's rows: the significance is told by mass, channel and method. */
const NETWORK = MASSES.flatMap((mass_gev) =>
  (['network', 'network_dropout'] as const).flatMap((method, m) =>
    ['ee', 'mumu', 'combined'].map((channel, c): MassPointRow => ({
      mass_gev,
      channel,
      method,
      signal: 3,
      background: 5,
      background_effective: 4,
      significance: mass_gev / 100 + m / 10 + c / 100,
      threshold: channel === 'combined' ? null : 0.9,
      significance_error: 0.1,
    })),
  ),
);

const yieldsRow = (set: 'all' | 'test', channel: string, significance: number | null): YieldsRow => ({
  set,
  variant: 'nominal',
  channel,
  signal: 2,
  signal_error: 0.2,
  signal_events: 40,
  background: 100,
  background_error: 7,
  observed: null,
  background_events: 350,
  background_effective: 204,
  background_effective_groups: 200,
  significance,
  significance_error: significance === null ? null : 0.02,
});
/** Cut and count with the combined significance `z` on all events, half of it on the test events. */
const yieldsOf = (mass: number, z: number | null, attributes = {}) =>
  recordsInput<YieldsRow>(
    (['all', 'test'] as const).flatMap((set) => [
      ...['ee', 'mumu', 'inclusive'].map((channel) => yieldsRow(set, channel, 0.1)),
      yieldsRow(set, 'combined', z === null ? null : set === 'all' ? z : z / 2),
      { ...yieldsRow(set, 'combined', 99), variant: 'mll_below_150' },
    ]),
    { model: 'DH', scenario: 'LDS', mass_gev: mass, ...attributes },
  );
const YIELDS = [yieldsOf(400, 0.3), yieldsOf(130, 0.2), yieldsOf(200, 0.5)];

const run = (given: { network?: readonly MassPointRow[]; yields?: typeof YIELDS } = {}) =>
  runTask(compare, {
    params: {},
    inputs: {
      quality: jsonInput(QUALITY),
      mass_points: recordsInput(given.network ?? NETWORK),
      yields: given.yields ?? YIELDS,
    },
  });
const rowsOf = async (given: Parameters<typeof run>[0] = {}) =>
  (await run(given)).outputs.mass_points as readonly MassPointRow[];
const summaryOf = async (given: Parameters<typeof run>[0] = {}) => (await run(given)).outputs.summary as Summary;
const find = (rows: readonly MassPointRow[], mass: number, channel: string, method: string): MassPointRow => {
  const found = rows.filter((r) => r.mass_gev === mass && r.channel === channel && r.method === method);
  expect(found).toHaveLength(1);
  return found[0] as MassPointRow;
};

describe('compare', () => {
  test("the network's rows stand unchanged, by rising mass, and the quality of its scores in the summary", async () => {
    const rows = await rowsOf({ network: [...NETWORK].reverse() });
    expect(rows).toHaveLength(3 * 3 * 4);
    expect(rows.map(({ mass_gev: mass }) => mass)).toEqual(
      rows.map(({ mass_gev: mass }) => mass).sort((a, b) => a - b),
    );
    for (const row of NETWORK) expect(find(rows, row.mass_gev, row.channel, row.method)).toEqual(row);
    expect(await summaryOf()).toMatchObject(QUALITY);
  });

  test('cut and count stands beside, on all events and on the test events, nominal cuts only', async () => {
    const rows = await rowsOf();
    expect(find(rows, 400, 'combined', 'cut-and-count')).toEqual({
      mass_gev: 400,
      channel: 'combined',
      method: 'cut-and-count',
      signal: 2,
      background: 100,
      background_effective: 204,
      significance: 0.3,
      threshold: null,
      significance_error: 0.02,
    });
    expect(find(rows, 400, 'combined', 'cut-and-count-test').significance).toBe(0.15);
  });

  test('the significance of the category is that of the mass point where cut and count on all events is best', async () => {
    expect((await summaryOf()).significance).toEqual({
      mass_gev: 200,
      network: 2.02,
      network_dropout: 2 + 1 / 10 + 2 / 100,
      cut_and_count: 0.5,
      cut_and_count_test: 0.25,
    });
  });

  test('a mass point without test events keeps its cut and count', async () => {
    const rows = await rowsOf({ yields: [...YIELDS, yieldsOf(600, 0.1)] });
    expect(find(rows, 600, 'ee', 'network').significance).toBeNull();
    expect(find(rows, 600, 'combined', 'cut-and-count').significance).toBe(0.1);
  });

  test('without any cut-and-count significance the lowest mass point stands for the category', async () => {
    const summary = await summaryOf({ yields: [yieldsOf(400, null), yieldsOf(130, null), yieldsOf(200, null)] });
    expect(summary.significance).toMatchObject({ mass_gev: 130, cut_and_count: null });
  });
});

describe('compare refuses', () => {
  test.each([
    ['a mass point without cut and count', () => run({ yields: YIELDS.slice(1) }), 'missing-mass-point', /400 GeV/],
    ['no cut and count at all', () => run({ yields: [] }), 'missing-mass-point', /130, 200, 400 GeV/],
    ['a mass point twice', () => run({ yields: [...YIELDS, yieldsOf(130, 1)] }), 'duplicate-mass-point', /told apart/],
    [
      'cut and count of two models',
      () => run({ yields: [...YIELDS, yieldsOf(600, 1, { model: 'LV' })] }),
      'duplicate-mass-point',
      /told apart/,
    ],
    ['yields without attributes', () => run({ yields: [recordsInput<YieldsRow>([])] }), 'input-attributes', /mass_gev/],
  ])('%s', async (_, running, code, message) => {
    await expect(running()).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });
});
