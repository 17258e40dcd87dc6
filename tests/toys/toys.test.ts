import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toyLimits } from '../../activities/toy-limits/index.ts';
import { toys } from '../../activities/toys/index.ts';
import type { ToyRangeResult } from '../../activities/toys/schema.ts';
import type { TemplateModel } from '../../activities/templates/schema.ts';
import type { LimitCurveRow, ToyComparisonRow, ToyLimitRow, ToyScanRow } from '../../schemas/results/index.ts';
import {
  buildModel,
  normalCdf,
  normalTail,
  parseWorkspace,
  scanStrengths,
  scanToys,
  toyHypotheses,
  toyStatistics,
  upperLimit,
  type ModelData,
} from '../../science/statistics/index.ts';
import { workspace } from '../fixtures/toys/kinds.mjs';
import { jsonInput, recordsInput, runTask } from '../support/run-task.ts';

interface Referee {
  readonly toys: number;
  readonly workspace: unknown;
  readonly results: readonly { readonly mu: number; readonly cls_obs: number; readonly cls_exp: readonly number[] }[];
}
const referee = JSON.parse(readFileSync(new URL('referees/toys.json', import.meta.url), 'utf8')) as Referee;

const model: TemplateModel = {
  ...{ discriminant: 'counts', signal: '200', mass_gev: 200, signal_scale: 1, unblinded: true },
  ...{ signal_events: 6.9, background_events: 10.5 },
  workspace: parseWorkspace(workspace),
};

async function rangesOf(params: object, of: readonly TemplateModel[] = [model]): Promise<readonly ToyRangeResult[]> {
  const { outputs } = await runTask(toys, { params, inputs: { models: jsonInput(of) }, seed: 3 });
  return outputs.toys as readonly ToyRangeResult[];
}

async function limitsOf(ranges: readonly (readonly ToyRangeResult[])[], params: object = {}) {
  const run = await runTask(toyLimits, {
    params,
    inputs: {
      toys: ranges.map((range) => jsonInput(range, { model: 'DH', scenario: 'HDS' })),
      samples: [
        recordsInput([], { kind: 'signal', model: 'DH', scenario: 'HDS', mass_gev: 200, cross_section_pb: 0.002 }),
      ],
    },
  });
  return {
    ...(run.outputs as {
      limits: [ToyLimitRow];
      comparison: ToyComparisonRow[];
      scan: ToyScanRow[];
      curves: LimitCurveRow[];
    }),
    logs: run.logs,
  };
}

describe('ranges of toys', () => {
  test('hold the same toys however they are cut, and those of `umbra stats toys`', async () => {
    const strengths = [0.7, 1.1];
    const [whole] = (await rangesOf({ toys: 60, strengths })) as [ToyRangeResult];
    const parts = await Promise.all([2, 0, 1].map((range) => rangesOf({ toys: 20, range, strengths })));
    const sorted = parts.flat().sort((a, b) => a.first - b.first);
    for (const of of ['signal_toys', 'background_toys'] as const)
      for (const k of [0, 1]) expect(sorted.flatMap(({ scan }) => scan[k]?.[of])).toEqual(whole.scan[k]?.[of]);
    const built = buildModel(model.workspace);
    const hypotheses = toyHypotheses(built, built.observed as ModelData, 1.1);
    const plain = toyStatistics(built, hypotheses, { seed: 3, first: 0, count: 60 });
    expect(whole.scan[1]?.signal_toys).toEqual([...plain.signal]);
    expect(whole.scan[1]?.background_toys).toEqual([...plain.background]);
    expect(whole.scan[1]?.observed).toBe(hypotheses.observed);
  });

  test('an interrupted range goes on at its checkpoint and ends with the same toys', async () => {
    const params = { toys: 800, strengths: { points: 4 }, checkpoint_seconds: 0.01 };
    const inputs = { models: jsonInput([model, { ...model, discriminant: 'again' }]) };
    const whole = await runTask(toys, { params, inputs });
    const controller = new AbortController();
    let checkpoint: Uint8Array | undefined;
    const cut = {
      params: toys.params.parse(params),
      inputs,
      outputs: { toys: { write: () => Promise.reject(new Error('not interrupted')) } },
      seed: 1,
      threads: 1,
      checkpoint: {
        load: () => Promise.resolve(undefined),
        save: (bytes: Uint8Array) => {
          checkpoint = Uint8Array.from(bytes);
          return Promise.resolve();
        },
      },
      progress: ({ fraction = 0 }) => {
        if (fraction > 0.6) controller.abort(new Error('cancelled'));
      },
      signal: controller.signal,
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    };
    await expect(toys.run(cut)).rejects.toThrow('cancelled');
    if (checkpoint === undefined) throw new Error('there is no checkpoint');
    const resumed = await runTask(toys, { params, inputs, checkpoint });
    expect(resumed.logs.map(({ message }) => message)).toContain('resumed from a checkpoint');
    expect(resumed.progress[0]?.fraction).toBeGreaterThan(0.6);
    expect(resumed.outputs).toEqual(whole.outputs);
    // A checkpoint of other toys is not taken for one's own.
    const other = await runTask(toys, { params, inputs, checkpoint, seed: 2 });
    expect(other.logs.map(({ message }) => message)).not.toContain('resumed from a checkpoint');
  });

  test('a strength beyond the bound, a signal that is not there: errors that say so', async () => {
    await expect(rangesOf({ toys: 1, strengths: [1, 11] })).rejects.toThrow(/strength 11 is beyond the bound of 10/);
    await expect(rangesOf({ toys: 1, signals: [300] })).rejects.toThrow(
      /no model to draw toys of.*one of the signals 200/,
    );
    expect(() => toys.params.parse({ strengths: [1, 1] })).toThrow(/rising strengths/);
    expect(await rangesOf({ toys: 1, strengths: [1, 2], signals: [200] })).toHaveLength(1);
  });
});

describe('limits from toys', () => {
  test('CLs is that of pyhf’s toy calculator within the errors of both (referees/toys.py)', async () => {
    expect(referee.workspace).toEqual(JSON.parse(JSON.stringify(workspace)));
    const strengths = referee.results.map(({ mu }) => mu);
    const { scan } = await limitsOf([await rangesOf({ toys: 3000, strengths })]);
    let compared = 0;
    for (const { mu, cls_obs: observed, cls_exp: expected } of referee.results)
      for (const [i, value] of [observed, ...expected].entries()) {
        const row = scan.filter(({ strength, method }) => strength === mu && method === 'toys')[i] as ToyScanRow;
        // Fewer than five of their toys with signal say little.
        if (value * normalCdf(i === 0 ? 0 : i - 3) * referee.toys < 5) continue;
        // Their error from their number of toys, as ours: 4 standard deviations of the difference.
        const error = (row.error ?? NaN) * Math.sqrt(1 + row.toys / referee.toys);
        expect(Math.abs((row.cls ?? NaN) - value), `${row.limit} at ${mu}`).toBeLessThan(4 * error + 1e-3);
        compared++;
      }
    expect(compared).toBe(10);
    // The counts are so small that asymptotic distributions are off by more than that error.
    const far = scan.filter(({ method, cls, error, strength, limit }) => {
      const formula = scan.find((row) => row.method === 'cls' && row.strength === strength && row.limit === limit);
      return method === 'toys' && Math.abs((cls ?? NaN) - (formula?.cls ?? NaN)) > 4 * (error ?? NaN);
    });
    expect(far.length).toBeGreaterThan(0);
  });

  test('come near the asymptotic ones with their errors, from any number of ranges', async () => {
    const ranges = await Promise.all([0, 1].map((range) => rangesOf({ toys: 1500, range })));
    const { limits, comparison, curves, logs } = await limitsOf(ranges);
    const [row] = limits;
    expect(row).toMatchObject({ method: 'toys', model: 'DH', scenario: 'HDS', toys: 3000, theory_fb: 2 });
    const asymptotic = upperLimit(buildModel(model.workspace), buildModel(model.workspace).observed as ModelData);
    expect(comparison.map(({ limit }) => limit)).toEqual([
      'observed',
      'expected_minus2',
      'expected_minus1',
      'expected',
      'expected_plus1',
      'expected_plus2',
    ]);
    expect(comparison[0]?.asymptotic).toBeCloseTo(asymptotic.observed, 6);
    expect(comparison[3]?.asymptotic).toBeCloseTo(asymptotic.expected[2], 6);
    for (const { limit, ratio, ratio_error: error, reaching, message } of comparison) {
      if (limit === 'expected_minus2') continue;
      expect(reaching).toBeGreaterThan(10);
      expect(message).toBe('');
      expect(error).toBeLessThan(0.1);
      // Small counts: the distributions themselves are off by some percent.
      expect(Math.abs((ratio ?? NaN) - 1)).toBeLessThan(0.15 + 4 * (error ?? NaN));
    }
    expect(row.observed_fb).toBeCloseTo(2 * (row.observed ?? NaN), 9);
    expect(curves.map(({ curve }) => curve)).toEqual(['counts toys', 'counts toys observed', 'theory']);
    // About 3.4 of 3000 toys fix the strongest limit: said in the row and in the log.
    expect(row.message).toMatch(/^expected_minus2: about 3\.4 of 3000 toys with signal reach it: draw more$/);
    expect(logs.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([row.message]);
  });

  test('too few toys give no limit and say so, never a number', async () => {
    const { limits } = await limitsOf([await rangesOf({ toys: 10 })]);
    expect(limits[0].expected_minus2).toBeNull();
    expect(limits[0].message).toMatch(/expected_minus2: no toy with signal reaches the limit: draw more/);
    const far = await limitsOf([await rangesOf({ toys: 200, strengths: [0.01, 0.02] })]);
    expect(far.limits[0]).toMatchObject({ observed: null, expected: null, expected_error: null });
    expect(far.limits[0].message).toMatch(/expected: CLs is above the level at the largest strength: scan larger ones/);
  });

  test('while blind there is no observed one', async () => {
    const { limits, comparison } = await limitsOf([await rangesOf({ toys: 100 }, [{ ...model, unblinded: false }])]);
    expect(limits[0].observed).toBeNull();
    expect(comparison.map(({ limit }) => limit)).not.toContain('observed');
  });

  test('a toy that is there twice, or is of another test: an error', async () => {
    const params = { toys: 20, strengths: [0.7, 1.1] };
    const range = await rangesOf(params);
    await expect(limitsOf([range, range])).rejects.toThrow(/hold the same toys.*`range` of its own/);
    await expect(limitsOf([range, await rangesOf({ ...params, range: 1, strengths: [0.7, 1.2] })])).rejects.toThrow(
      /toys of different tests/,
    );
    await expect(limitsOf([range], { level: 0.1 })).rejects.toThrow(/drawn for limits at 0\.05, not 0\.1/);
  });
});

describe('a scan', () => {
  test('finds the limit where CLs is 2 (1 - Phi(mu)): 1.96, with the binomial error', () => {
    const count = 4000;
    const scan = scanStrengths([2], { points: 7, from: 0.5, to: 2 }).map((mu) => ({
      mu,
      observed: 1,
      toys: {
        signal: Float64Array.from({ length: count }, (_, i) => ((i + 0.5) / count < 2 * normalTail(mu) ? 2 : 0)),
        background: new Float64Array(count).fill(1),
      },
    }));
    const { limits, reaching } = scanToys(scan, { level: 0.05, resamples: 50, seed: 1 });
    expect(limits.observed.value).toBeCloseTo(1.959964, 2);
    expect(reaching[0]).toBe(200);
    // The error of CLs over its slope, twice the normal density at 1.96.
    const error = Math.sqrt((0.05 * 0.95) / count) / (2 * 0.058445);
    expect(limits.observed.error).toBeGreaterThan(0.6 * error);
    expect(limits.observed.error).toBeLessThan(1.4 * error);
  });

  test('its strengths rise evenly in the logarithm from below the smallest limit to above the largest', () => {
    expect(scanStrengths([2, 1, 4], { points: 4, from: 0.5, to: 2 })).toEqual([0.5, 1.26, 3.175, 8]);
  });
});
