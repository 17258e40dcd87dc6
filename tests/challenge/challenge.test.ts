import { expect, test } from 'vitest';
import type { SharedEvents } from '../../activities/challenge/events.ts';
import { challenge } from '../../activities/challenge/index.ts';
import { areaOf, bestOf, rankingOf } from '../../activities/challenge/ranking.ts';
import type { Challenge, Column, Table } from '../../schemas/index.ts';
import { randomStream } from '../../science/learning/random.ts';
import { bestSignificance } from '../../science/statistics/index.ts';
import {
  areaUnderCurve,
  poissonMultiplicities,
  rankByFallingScore,
  scanThresholds,
} from '../../science/metrics/index.ts';
import { SCORES } from '../scan-scores/events.ts';
import { runTask, tableInput } from '../support/run-task.ts';

const compare = async (challenger: Table, champion: Table, params: object = {}): Promise<Challenge> => {
  const { outputs } = await runTask(challenge, {
    params,
    inputs: { challenger: tableInput(challenger), champion: tableInput(champion) },
  });
  return outputs.challenge as Challenge;
};
const withColumns = (table: Table, columns: Readonly<Record<string, Column>>): Table => ({
  rows: table.rows,
  columns: new Map([...table.columns, ...Object.entries(columns)]),
});

/** Signal is normal around `shift`, background around 0; the noise common to both scores makes them correlated. */
function correlated(rows: number, shifts: readonly number[], seed: number, copies = 1): readonly Table[] {
  const { uniform } = randomStream(seed, 'test');
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const labels = new Int8Array(rows * copies);
  const scores = shifts.map(() => new Float64Array(rows * copies));
  for (let row = 0; row < rows; row++) {
    const label = row % 2;
    const common = normal();
    const values = shifts.map((shift) => label * shift + 0.8 * common + 0.6 * normal());
    for (let copy = 0; copy < copies; copy++) {
      labels[row * copies + copy] = label;
      values.forEach((value, model) => ((scores[model] as Float64Array)[row * copies + copy] = value));
    }
  }
  return scores.map((values) => ({
    rows: rows * copies,
    columns: new Map<string, Column>([
      ['label', { values: labels }],
      ['weight', { values: new Float64Array(rows * copies).fill(1) }],
      ['dsid', { values: new Int32Array(rows * copies).fill(1) }],
      ['particle_event', { values: Int32Array.from(labels, (_, row) => Math.floor(row / copies)) }],
      ['score', { values }],
    ]),
  }));
}

/** Variance of the difference of two correlated areas: DeLong, DeLong, Clarke-Pearson, Biometrics 44 (1988) 837. */
function delong(a: Table, b: Table): number {
  const labels = a.columns.get('label')?.values as Int8Array;
  const parts = [a, b].map((table) => {
    const scores = table.columns.get('score')?.values as Float64Array;
    const [signal, background] = [1, 0].map((label) => scores.filter((_, row) => labels[row] === label)) as [
      Float64Array,
      Float64Array,
    ];
    const above = (x: number, y: number): number => (x > y ? 1 : x === y ? 0.5 : 0);
    const mean = (values: Float64Array, of: (value: number) => number): number =>
      values.reduce((sum, value) => sum + of(value), 0) / values.length;
    return {
      signal: signal.map((x) => mean(background, (y) => above(x, y))),
      background: background.map((y) => mean(signal, (x) => above(x, y))),
    };
  });
  const variance = (of: 'signal' | 'background'): number => {
    const [x, y] = parts.map((part) => part[of]) as [Float64Array, Float64Array];
    const differences = x.map((value, i) => value - (y[i] as number));
    const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
    return differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (differences.length - 1) / differences.length;
  };
  return variance('signal') + variance('background');
}

test('a model against itself: no difference, no error, neither is better', async () => {
  const { difference, challenger, champion } = await compare(SCORES, SCORES, { channels: { ee: 0, mumu: 1 } });
  expect(challenger).toEqual(champion);
  for (const of of [difference.auc, difference.significance])
    expect(of).toEqual({ value: 0, error: 0, low: 0, high: 0, better: 0.5 });
});

test('the figures are those of the comparison: the mean over mass points of the best significances in quadrature', async () => {
  const { challenger, events } = await compare(SCORES, SCORES, { channels: { ee: 0, mumu: 1 } });
  const column = (name: string) => SCORES.columns.get(name)?.values as Float64Array;
  const scores = column('score');
  const best = [130, 200, 400].map((mass) =>
    Math.hypot(
      ...[0, 1].map((channel) => {
        const labels = Int8Array.from(column('label'), (label, row) =>
          column('channel')[row] !== channel || (label === 1 && column('mass_gev')[row] !== mass) ? -1 : label,
        );
        const scan = scanThresholds({ scores, weights: column('weight'), labels }, rankByFallingScore(scores));
        return bestSignificance(scan, 3)?.significance ?? NaN;
      }),
    ),
  );
  expect(challenger.significance).toBeCloseTo(best.reduce((sum, one) => sum + one, 0) / 3, 12);
  expect(events.signal + events.background).toBe(SCORES.rows);
});

test('the quick sums are those of the threshold scan, with and without multiplicities', () => {
  const column = (name: string) => SCORES.columns.get(name)?.values as Float64Array;
  const scores = column('score');
  const events = {
    rows: SCORES.rows,
    labels: Int8Array.from(column('label')),
    weights: column('weight'),
  } as unknown as SharedEvents;
  const order = rankByFallingScore(scores);
  const ranking = rankingOf(events, scores, order);
  for (let resample = 0; resample < 20; resample++) {
    const { uniform } = randomStream(resample, 'sums');
    const times = resample === 0 ? new Float64Array(SCORES.rows).fill(1) : poissonMultiplicities(SCORES.rows, uniform);
    const weights = events.weights.map((weight, row) => weight * (times[row] as number));
    const scan = scanThresholds({ scores, labels: events.labels, weights }, order);
    expect(areaOf(ranking, times)).toBeCloseTo(areaUnderCurve(scan), 12);
    // Each copy as an event of its own: effective events are counted so.
    const rows = Array.from(times).flatMap((count, row) => Array.from({ length: count }, () => row));
    const copies = <T>(values: ArrayLike<T>): T[] => rows.map((row) => values[row] as T);
    const copied = Float64Array.from(copies(scores));
    const unfolded = scanThresholds(
      { scores: copied, labels: copies(events.labels), weights: Float64Array.from(copies(events.weights)) },
      rankByFallingScore(copied),
    );
    for (const minimum of [0, 3, 50])
      expect(bestOf(ranking, times, minimum)).toBeCloseTo(bestSignificance(unfolded, minimum)?.significance ?? NaN, 10);
  }
});

test("the bootstrap's error of a difference of areas agrees with DeLong's formula", async () => {
  const [a, b] = correlated(600, [1.2, 1], 3) as [Table, Table];
  const { difference } = await compare(a, b, { resamples: 800 });
  const expected = Math.sqrt(delong(a, b));
  // 800 resamples give a standard deviation to 2.5 %; the formula itself is good to about 1/sqrt(n).
  expect((difference.auc?.error ?? 0) / expected).toBeGreaterThan(0.88);
  expect((difference.auc?.error ?? 0) / expected).toBeLessThan(1.12);
});

test('a clearly better model is better in every resample, and worse the other way round', async () => {
  const [a, b] = correlated(2000, [2, 0.5], 4) as [Table, Table];
  const [there, back] = await Promise.all([compare(a, b), compare(b, a)]);
  expect(there.difference.auc?.better).toBe(1);
  expect(back.difference.auc?.better).toBe(0);
  expect(back.difference.auc?.value).toBeCloseTo(-(there.difference.auc?.value ?? 0), 14);
  expect((there.difference.auc?.value ?? 0) / (there.difference.auc?.error ?? 1)).toBeGreaterThan(5);
});

test('responses of one particle-level event are resampled together: copies add no certainty', async () => {
  const [a, b] = correlated(500, [1.2, 1], 5) as [Table, Table];
  const [copiedA, copiedB] = correlated(500, [1.2, 1], 5, 4) as [Table, Table];
  const [once, copied] = await Promise.all([compare(a, b), compare(copiedA, copiedB)]);
  expect(copied.difference.auc?.value).toBeCloseTo(once.difference.auc?.value ?? NaN, 12);
  expect(copied.difference.auc?.error).toBeCloseTo(once.difference.auc?.error ?? NaN, 12);
  expect(copied.groups).toBe(500);
});

test('scores of other events are refused', async () => {
  const [a] = correlated(100, [1], 6) as [Table];
  const [short] = correlated(98, [1], 6) as [Table];
  await expect(compare(a, short)).rejects.toThrow(/number of events differs/);
  const other = withColumns(a, { particle_event: { values: Int32Array.from({ length: 100 }, (_, row) => row + 1) } });
  await expect(compare(a, other)).rejects.toThrow(/particle_event differs/);
});

test('without background there is no figure, and no number in its place', async () => {
  const [a] = correlated(100, [1], 7) as [Table];
  const signal = withColumns(a, { label: { values: new Int8Array(100).fill(1) } });
  const result = await compare(signal, signal);
  expect(result.challenger).toEqual({ auc: null, significance: null });
  expect(result.difference).toEqual({ auc: null, significance: null });
});

test('multiplicities are Poisson(1): mean and variance 1, e^-1 of them zero', () => {
  const drawn = poissonMultiplicities(200_000, randomStream(1, 'poisson').uniform);
  const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
  const variance = drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / drawn.length;
  expect(mean).toBeCloseTo(1, 2);
  expect(variance).toBeCloseTo(1, 1.7);
  expect(drawn.filter((one) => one === 0).length / drawn.length).toBeCloseTo(Math.exp(-1), 2);
});
