import { describe, expect, test } from 'vitest';
import { countTemplates } from '../../activities/count-templates/index.ts';
import { limits } from '../../activities/limits/index.ts';
import type { HepdataTables } from '../../activities/limits/hepdata.ts';
import { templates } from '../../activities/templates/index.ts';
import type { TemplateModel } from '../../activities/templates/schema.ts';
import type { LimitCurveRow, LimitRow, YieldsRow } from '../../schemas/results/index.ts';
import { bayesianLimits, logNormal } from '../../science/statistics/index.ts';
import { jsonInput, recordsInput, runTask, tableInput } from '../support/run-task.ts';
import { scoredTable } from './events.ts';

const yields = (channel: string, signal: number, background: number): YieldsRow => ({
  ...{ set: 'all', variant: 'nominal', channel, signal, signal_error: 0.1, signal_events: 400 },
  ...{ background, background_error: 1, background_events: 100, background_effective: 100 },
  ...{ background_effective_groups: 64, significance: 0.6, significance_error: 0.1, observed: null },
});

async function countModels(systematics: object): Promise<readonly TemplateModel[]> {
  const { outputs } = await runTask(countTemplates, {
    params: { systematics },
    inputs: { yields: [recordsInput([yields('ee', 2, 10), yields('mumu', 3, 16)], { mass_gev: 200 })] },
  });
  return outputs.models as readonly TemplateModel[];
}

async function limitsOf(models: readonly TemplateModel[], params: object) {
  const { outputs } = await runTask(limits, {
    params,
    inputs: {
      models: [jsonInput(models, { model: 'DH', scenario: 'HDS' })],
      samples: [
        recordsInput([], { kind: 'signal', model: 'DH', scenario: 'HDS', mass_gev: 200, cross_section_pb: 0.005 }),
      ],
    },
  });
  return outputs as { limits: LimitRow[]; curves: LimitCurveRow[]; hepdata: HepdataTables };
}

describe('Bayesian limits of a campaign', () => {
  test('stand beside those by CLs, and are those of the same counts by hand', async () => {
    const models = await countModels({ luminosity: 0.017, normalisation: { background: 0.2, signal: 0.1 } });
    const { limits: rows, curves, hepdata } = await limitsOf(models, { methods: ['cls', 'bayesian'] });
    expect(rows.map(({ method }) => method)).toEqual(['bayesian', 'cls']);
    const [bayesian, cls] = rows as [LimitRow, LimitRow];
    const shared = Math.hypot(logNormal(1, 0.2).sigma, logNormal(1, 0.017).sigma);
    // 64 effective events: 1/8.
    const own = logNormal(1, 0.125).sigma;
    const { expected } = bayesianLimits({
      luminosity: logNormal(1, 0.017),
      correlated: new Set(['luminosity']),
      channels: [[2, 10] as const, [3, 16] as const].map(([signal, background], i) => ({
        name: String(i),
        efficiency: { value: signal, sigma: 0 },
        background: { value: background, sigma: own },
        shared: { efficiency: logNormal(1, 0.1).sigma, background: shared },
      })),
    });
    for (const [i, value] of [
      bayesian.expected_minus2,
      bayesian.expected_minus1,
      bayesian.expected,
      bayesian.expected_plus1,
      bayesian.expected_plus2,
    ].entries())
      // Quantiles of simulated data sets: the strengths' scale moves roundings only.
      expect((value ?? NaN) / (expected[i] ?? NaN)).toBeCloseTo(1, 6);
    expect(bayesian.expected_fb).toBeCloseTo(5 * (bayesian.expected ?? NaN), 9);
    expect(bayesian.observed).toBeNull();
    // Both count the same events: they differ by convention, not by size.
    expect(Math.abs(Math.log((bayesian.expected ?? NaN) / (cls.expected ?? NaN)))).toBeLessThan(0.2);
    expect(curves.map(({ curve }) => curve)).toEqual(['cut-and-count bayesian', 'cut-and-count', 'theory']);
    expect(hepdata.map(({ name, description }) => [name, description])).toEqual([
      [
        'DH HDS cut-and-count bayesian',
        'Upper limits at 95 % credibility on the cross section times branching fraction (Bayesian, flat prior).',
      ],
      [
        'DH HDS cut-and-count',
        'Upper limits at 95 % CL on the cross section times branching fraction (CLs, asymptotic).',
      ],
    ]);
  });

  test('independent backgrounds are asked for with `correlated`, and give stronger limits', async () => {
    const models = await countModels({ luminosity: 0.017, normalisation: { background: 0.3 } });
    const of = async (bayesian: object): Promise<number> =>
      (await limitsOf(models, { methods: ['bayesian'], bayesian })).limits[0]?.expected ?? NaN;
    expect(await of({ correlated: ['luminosity'] })).toBeLessThan(0.97 * (await of({})));
  });

  test('data count where models are unblinded', async () => {
    const [model] = (await countModels({})) as [TemplateModel];
    const withData = (counts: readonly number[]): TemplateModel => ({
      ...model,
      unblinded: true,
      workspace: {
        ...model.workspace,
        observations: model.workspace.observations.map(({ name }, i) => ({ name, data: [counts[i] ?? 0] })),
      },
    });
    const observed = async (counts: readonly number[]): Promise<number> =>
      (await limitsOf([withData(counts)], { methods: ['bayesian'] })).limits[0]?.observed ?? NaN;
    expect(await observed([15, 22])).toBeGreaterThan(1.3 * (await observed([10, 16])));
  });

  test('models of shapes are refused, by name and with the way out, before anything is computed', async () => {
    const { outputs } = await runTask(templates, {
      params: { channels: { ee: 0, mumu: 1 }, binning: { bins: 4, minimum_effective_background: 10 } },
      inputs: { events: [tableInput(scoredTable())] },
    });
    await expect(
      limitsOf(outputs.models as readonly TemplateModel[], { methods: ['cls', 'bayesian'] }),
    ).rejects.toThrow(
      /2 of 2 models are no counting experiments \(DH HDS network 200: channel ee has \d bins; .*without `bayesian`.*count-templates/,
    );
  });
});
