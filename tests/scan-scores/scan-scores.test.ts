import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { scanScores } from '../../activities/scan-scores/index.ts';
import type { Column, Table } from '../../schemas/index.ts';
import type { Curves, MassPointRow, ScoreQuality } from '../../schemas/results/index.ts';
import { significanceError } from '../../science/statistics/index.ts';
import { runTask, tableInput } from '../support/run-task.ts';
import { SCORES } from './events.ts';

interface Best {
  readonly z: number;
  readonly threshold: number;
  readonly s: number;
  readonly b: number;
  readonly b_eff: number;
}
interface Evaluation {
  readonly auc: number;
  readonly auc_abs_weights: number;
  readonly masses: Record<
    string,
    { readonly auc: number; readonly ee: Best; readonly mumu: Best; readonly combined: number }
  >;
}
/** plain.py's evaluation of the same events. */
const REFEREE = JSON.parse(
  readFileSync(new URL('../fixtures/compare/expected.json', import.meta.url), 'utf8'),
) as Record<'network' | 'network_dropout', Evaluation> & {
  readonly mc_dropout: { readonly std_signal: number; readonly std_background: number; readonly auc_of_mean: number };
};

const PARAMS = { channels: { ee: 'channel == 0', mumu: 'channel == 1' }, minimum_effective_background: 3, passes: 100 };

const run = (given: { params?: object; scores?: Table } = {}) =>
  runTask(scanScores, {
    params: { ...PARAMS, ...given.params },
    inputs: { scores: { ...tableInput(given.scores ?? SCORES), origin: 'dropout-sampling[DH_LDS_low]' } },
  });

const withColumns = (...columns: (readonly [string, Column])[]): Table => ({
  rows: SCORES.rows,
  columns: new Map([...SCORES.columns, ...columns]),
});
const without = (keep: (row: number) => boolean): Table => {
  const rows = Array.from({ length: SCORES.rows }, (_, row) => row).filter(keep);
  const pick = ({ values, valid, ...rest }: Column): Column => ({
    ...rest,
    values: (values as Float64Array).filter((_, row) => keep(row)),
    ...(valid === undefined ? {} : { valid: valid.filter((_, row) => keep(row)) }),
  });
  return { rows: rows.length, columns: new Map([...SCORES.columns].map(([name, column]) => [name, pick(column)])) };
};

describe('scan-scores against plain.py on 3000 events with ties and negative weights', () => {
  let quality: ScoreQuality;
  let rows: readonly MassPointRow[];
  let curves: Curves;
  beforeAll(async () => {
    const { outputs } = await run();
    quality = outputs.quality as ScoreQuality;
    rows = outputs.mass_points as MassPointRow[];
    curves = outputs.curves as Curves;
  });
  const row = (mass: number, channel: string, method: string): MassPointRow => {
    const found = rows.filter((r) => r.mass_gev === mass && r.channel === channel && r.method === method);
    expect(found).toHaveLength(1);
    return found[0] as MassPointRow;
  };

  test('areas under the ROC, with signed and absolute weights, in all and at each mass point', () => {
    expect(quality.auc).toBeCloseTo(REFEREE.network.auc, 12);
    expect(quality.auc_dropout).toBeCloseTo(REFEREE.network_dropout.auc, 12);
    expect(quality.auc_dropout).toBeCloseTo(REFEREE.mc_dropout.auc_of_mean, 12);
    expect(quality.auc_absolute_weights).toBeCloseTo(REFEREE.network.auc_abs_weights, 12);
    expect(quality.auc_dropout_absolute_weights).toBeCloseTo(REFEREE.network_dropout.auc_abs_weights, 12);
    expect(quality.auc_by_mass.map(({ mass_gev }) => mass_gev)).toEqual([130, 200, 400]);
    for (const { mass_gev, network, network_dropout } of quality.auc_by_mass) {
      expect(network).toBeCloseTo(REFEREE.network.masses[mass_gev]?.auc ?? NaN, 12);
      expect(network_dropout).toBeCloseTo(REFEREE.network_dropout.masses[mass_gev]?.auc ?? NaN, 12);
    }
  });

  test('best significance, threshold, yields and effective background of every mass point, channel and method', () => {
    for (const method of ['network', 'network_dropout'] as const) {
      for (const [mass, expected] of Object.entries(REFEREE[method].masses)) {
        for (const channel of ['ee', 'mumu'] as const) {
          const found = row(Number(mass), channel, method);
          const best = expected[channel];
          expect(found.threshold).toBe(best.threshold);
          expect(found.significance).toBeCloseTo(best.z, 12);
          expect(found.signal).toBeCloseTo(best.s, 12);
          expect(found.background).toBeCloseTo(best.b, 10);
          expect(found.background_effective).toBeCloseTo(best.b_eff, 10);
        }
        expect(row(Number(mass), 'combined', method).significance).toBeCloseTo(expected.combined, 12);
      }
    }
  });

  test('combined: yields of both channels, the smaller effective background, no threshold', () => {
    const [ee, mumu] = [row(200, 'ee', 'network'), row(200, 'mumu', 'network')];
    expect(row(200, 'combined', 'network')).toMatchObject({
      signal: (ee.signal ?? 0) + (mumu.signal ?? 0),
      background: (ee.background ?? 0) + (mumu.background ?? 0),
      background_effective: Math.min(ee.background_effective ?? 0, mumu.background_effective ?? 0),
      threshold: null,
    });
  });

  test('the mean standard deviation over the passes of each class, unweighted', () => {
    expect(quality.dropout_std.signal).toBeCloseTo(REFEREE.mc_dropout.std_signal, 12);
    expect(quality.dropout_std.background).toBeCloseTo(REFEREE.mc_dropout.std_background, 12);
    expect(curves.dropout_std.signal.mean).toBe(quality.dropout_std.signal);
  });

  test('score histograms hold every event: background by process, signal by mass', () => {
    const { backgrounds, signals, edges } = curves.score;
    expect(edges).toHaveLength(51);
    expect(backgrounds.map(({ process }) => process).sort()).toEqual(['diboson', 'ttbar']);
    expect(signals.map(({ mass_gev }) => mass_gev)).toEqual([130, 200, 400]);
    const weights = SCORES.columns.get('weight')?.values as Float64Array;
    const labels = SCORES.columns.get('label')?.values as Int8Array;
    for (const [label, entries] of [
      [0, backgrounds],
      [1, signals],
    ] as const) {
      const expected = weights.filter((_, i) => labels[i] === label);
      const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
      expect(total(entries.flatMap((entry) => entry.sum_of_weights))).toBeCloseTo(total([...expected]), 5);
      expect(total(entries.flatMap((entry) => entry.error.map((e) => e * e)))).toBeCloseTo(
        total([...expected.map((w) => w * w)]),
        4,
      );
    }
  });

  test('ROC curves rise to (1, 1); both methods for all masses, the network for each', () => {
    expect(curves.roc.map(({ method, mass_gev }) => `${method} ${mass_gev}`)).toEqual([
      'network null',
      'network_dropout null',
      'network 130',
      'network 200',
      'network 400',
    ]);
    for (const { background_efficiency: x, signal_efficiency: y } of curves.roc) {
      expect(x.length).toBeLessThanOrEqual(200);
      expect([x.at(-1), y.at(-1)]).toEqual([1, 1]);
      expect(Math.min(...x)).toBeGreaterThan(0);
    }
  });

  test('significance scans hold their best threshold and pass through its significance', () => {
    expect(curves.significance).toHaveLength(2 * 2 * 3);
    for (const scan of curves.significance) {
      const best = row(scan.mass_gev, scan.channel, scan.method);
      expect(scan.best).toEqual({ threshold: best.threshold, significance: best.significance });
      expect([...scan.thresholds].sort((a, b) => a - b)).toEqual(scan.thresholds);
      if (scan.channel === 'combined') continue;
      const at = scan.thresholds.findIndex((threshold) => Math.abs(threshold - (best.threshold ?? NaN)) < 1e-9);
      expect(scan.significance[at]).toBeCloseTo(best.significance ?? NaN, 8);
      expect(scan.background_effective[at]).toBeCloseTo(best.background_effective ?? NaN, 6);
      for (const [i, z] of scan.significance.entries()) {
        if ((scan.background_effective[i] ?? 0) >= 3.001)
          expect(z).toBeLessThanOrEqual((best.significance ?? 0) + 1e-8);
      }
    }
  });

  test('a combined scan cuts all channels at the same threshold', () => {
    const [ee, mumu, combined] = curves.significance.filter((s) => s.mass_gev === 130 && s.method === 'network');
    const loosest = (scan: Curves['significance'][number] | undefined): number => scan?.significance[0] ?? NaN;
    expect(combined?.channel).toBe('combined');
    expect(loosest(combined)).toBeCloseTo(Math.hypot(loosest(ee), loosest(mumu)), 8);
  });
});

describe('scan-scores', () => {
  test('a channel may be given by its code in the column `channel`', async () => {
    const [byCode, byCondition] = await Promise.all([run({ params: { channels: { ee: 0, mumu: 1 } } }), run()]);
    expect(byCode.outputs.mass_points).toEqual(byCondition.outputs.mass_points);
  });

  test('twins are summed before squaring in the error of the significance, where particle events are known', async () => {
    const best = async (table: Table): Promise<MassPointRow> => {
      const rows = (await run({ scores: table })).outputs.mass_points as MassPointRow[];
      const row = rows.find((r) => r.mass_gev === 130 && r.channel === 'mumu' && r.method === 'network');
      expect(row).toBeDefined();
      return row as MassPointRow;
    };
    const numbered = (numberOf: (row: number) => number): Table =>
      withColumns(['particle_event', { values: Int32Array.from({ length: SCORES.rows }, (_, row) => numberOf(row)) }]);
    const alone = await best(SCORES);
    expect((await best(numbered((row) => row))).significance_error).toBeCloseTo(alone.significance_error ?? NaN, 12);

    const twins = await best(numbered((row) => row % 20));
    const [weight, score, label, mass, channel] = ['weight', 'score', 'label', 'mass_gev', 'channel'].map(
      (name) => SCORES.columns.get(name)?.values as Float64Array,
    ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
    const variance = (isOfClass: (row: number) => boolean): number => {
      const groups = new Map<number, number>();
      for (let row = 0; row < SCORES.rows; row++) {
        if (channel[row] !== 1 || (score[row] as number) < (twins.threshold ?? NaN) || !isOfClass(row)) continue;
        groups.set(row % 20, (groups.get(row % 20) ?? 0) + (weight[row] as number));
      }
      return [...groups.values()].reduce((sum, w) => sum + w * w, 0);
    };
    const expected = significanceError(
      twins.signal ?? NaN,
      twins.background ?? NaN,
      variance((row) => label[row] === 1 && mass[row] === 130),
      variance((row) => label[row] === 0),
    );
    expect(twins.significance).toBe(alone.significance);
    expect(twins.significance_error).toBeCloseTo(expected, 12);
    expect(twins.significance_error).toBeGreaterThan(alone.significance_error ?? NaN);
  });

  test('without a threshold that leaves enough background there is no number, and a warning says so', async () => {
    const { outputs, logs } = await run({ params: { minimum_effective_background: 1e6 } });
    const rows = outputs.mass_points as MassPointRow[];
    expect(rows.find(({ method, channel }) => method === 'network' && channel === 'combined')).toMatchObject({
      significance: null,
      signal: null,
      threshold: null,
    });
    expect(logs.filter(({ level }) => level === 'warn')).toHaveLength(3 * 3 * 2);
  });
});

describe('scan-scores refuses', () => {
  const label = SCORES.columns.get('label')?.values as Int8Array;
  const column = (name: string): Float64Array => Float64Array.from(SCORES.columns.get(name)?.values as Float64Array);
  const spoilt = (name: string, row: number, value: number): Table => {
    const values = column(name);
    values[row] = value;
    return withColumns([name, { values }]);
  };
  test.each([
    [
      'a category with no signal event',
      () => run({ scores: without((row) => label[row] === 0) }),
      'no-signal',
      /DH_LDS_low/,
    ],
    [
      'a category with no background',
      () => run({ scores: without((row) => label[row] === 1) }),
      'no-background',
      /DH_LDS_low/,
    ],
    [
      'a score that is not finite',
      () => run({ scores: spoilt('score', 7, NaN) }),
      'score-not-finite',
      /row 7: score is NaN/,
    ],
    ['a mean that is not finite', () => run({ scores: spoilt('mean', 8, Infinity) }), 'score-not-finite', /row 8/],
    ['a weight that is not finite', () => run({ scores: spoilt('weight', 9, NaN) }), 'weight-not-finite', /row 9/],
    [
      'signal that sums to nothing',
      () =>
        run({ scores: withColumns(['weight', { values: column('weight').map((w, i) => (label[i] === 1 ? -w : w)) }]) }),
      'sum-of-weights',
      /signal test events of 130 GeV sum to -/,
    ],
    [
      'signal without a mass',
      () =>
        run({ scores: withColumns(['mass_gev', { values: column('mass_gev'), valid: new Uint8Array(SCORES.rows) }]) }),
      'missing-value',
      /row 0: a signal event has no mass_gev/,
    ],
    [
      'channels that overlap',
      () => run({ params: { channels: { ee: 'channel == 0', any: 'channel >= 0' } } }),
      'overlapping-regions',
      /ee.*any/,
    ],
    [
      'a column that is not there',
      () => run({ params: { channels: { ee: 'flavour == 11' } } }),
      'expression-name',
      /flavour/,
    ],
  ])('%s', async (_, running, code, message) => {
    await expect(running()).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  test.each([
    { channels: {} },
    { channels: { ee: 'channel ==' } },
    { passes: 0 },
    { channels: { combined: 'channel == 0' } },
  ])('parameters %j', async (params) => {
    await expect(run({ params })).rejects.toThrow();
  });
});
