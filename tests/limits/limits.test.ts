import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { combine } from '../../activities/combine/index.ts';
import { countTemplates } from '../../activities/count-templates/index.ts';
import { fit } from '../../activities/fit/index.ts';
import { limits } from '../../activities/limits/index.ts';
import type { HepdataTables } from '../../activities/limits/hepdata.ts';
import { templates } from '../../activities/templates/index.ts';
import type { TemplateModel } from '../../activities/templates/schema.ts';
import { transferMatrix } from '../../activities/transfer-matrix/index.ts';
import type { Attributes, Table } from '../../schemas/index.ts';
import type { ExclusionRow, LimitCurveRow, LimitRow, YieldsRow } from '../../schemas/results/index.ts';
import { jsonInput, recordsInput, runTask, tableInput } from '../support/run-task.ts';
import { scoredTable } from './events.ts';

const channels = { ee: 0, mumu: 1 };
const systematics = {
  luminosity: 0.017,
  normalisation: { '*': 0.2, signal: 0.1 },
  shapes: { tilt: { up: 'weight_up' } },
  dropout_std: 'std',
};
const binning = { bins: 4, minimum_effective_background: 10 };

async function modelsOf(params: object = {}, table: Table = scoredTable(), attributes: Attributes = {}) {
  const run = await runTask(templates, {
    params: { channels, systematics, binning, ...params },
    inputs: { events: [tableInput(table, attributes)] },
  });
  return { models: run.outputs.models as readonly TemplateModel[], logs: run.logs };
}

async function limitsOf(models: readonly TemplateModel[], samples: readonly Attributes[] = []) {
  const { outputs } = await runTask(limits, {
    params: {},
    inputs: {
      models: [jsonInput(models, { model: 'DH', scenario: 'HDS' })],
      samples: samples.map((attributes) => recordsInput([], attributes)),
    },
  });
  return outputs as { limits: LimitRow[]; exclusions: ExclusionRow[]; hepdata: HepdataTables };
}

const theory = [200, 400].flatMap((mass) =>
  // Two final states of one hypothesis
  [1, 2].map(() => ({
    kind: 'signal',
    model: 'DH',
    scenario: 'HDS',
    mass_gev: mass,
    cross_section_pb: 0.5 / mass,
    k_factor: 2,
  })),
);

describe('templates', () => {
  test('keep the sums of weights, and the uncertainties that were asked for', async () => {
    const { models } = await modelsOf();
    expect(models.map(({ signal, mass_gev }) => [signal, mass_gev])).toEqual([
      ['200', 200],
      ['400', 400],
    ]);
    const [model] = models as [TemplateModel];
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    const samples = model.workspace.channels.flatMap((channel) => channel.samples);
    const signal = samples.filter(({ name }) => name === 'signal');
    expect(sum(signal.map(({ data }) => sum(data))) * model.signal_scale ** -1).toBeCloseTo(500 * 0.04, 9);
    const table = scoredTable();
    const [labels, weights] = ['label', 'weight'].map((name) => table.columns.get(name)?.values as Float64Array);
    const background = sum([...(weights ?? [])].filter((_, row) => labels?.[row] === 0));
    expect(sum(samples.filter(({ name }) => name !== 'signal').map(({ data }) => sum(data)))).toBeCloseTo(
      background,
      9,
    );
    expect(new Set(samples.flatMap(({ modifiers }) => modifiers.map(({ name, type }) => `${type} ${name}`)))).toEqual(
      new Set([
        'normfactor mu',
        'lumi lumi',
        'normsys norm_signal',
        'normsys norm_ttbar',
        'normsys norm_dibosons',
        'histosys tilt',
        'histosys mc_dropout',
        'staterror mcstat_ee',
        'staterror mcstat_mumu',
      ]),
    );
  });

  test('responses of one particle-level event count as one in the statistical error', async () => {
    const table = scoredTable();
    const apart = {
      rows: table.rows,
      columns: new Map([...table.columns].filter(([name]) => name !== 'particle_event')),
    };
    const error = async (events: Table): Promise<number> => {
      const { models } = await modelsOf({ binning: { method: 'equal-width', bins: 1 } }, events);
      const [sample] = models[0]?.workspace.channels[0]?.samples.slice(1) ?? [];
      const found = sample?.modifiers.find(({ type }) => type === 'staterror');
      return found?.type === 'staterror' ? (found.data[0] ?? NaN) : NaN;
    };
    expect(await error(table)).toBeGreaterThan(1.2 * (await error(apart)));
  });

  test('samples with a split count only their subset, with its weight', async () => {
    const table = scoredTable();
    const columns = new Map(table.columns);
    const labels = columns.get('label')?.values as Int8Array;
    for (const name of ['label', 'weight', 'process', 'mass_gev']) columns.delete(name);
    const rows = [...labels.keys()];
    const part = (kind: string, keep: 0 | 1, attributes: Attributes) => {
      const kept = rows.filter((row) => labels[row] === keep);
      const pick = (values: ArrayLike<number>) => Float64Array.from(kept, (row) => values[row] ?? NaN);
      const of = (name: string) => table.columns.get(name)?.values as Float64Array;
      return tableInput(
        {
          rows: kept.length,
          columns: new Map([
            ['split', { values: Int8Array.from(kept, (row) => (row % 2 === 0 ? 2 : 0)) }],
            ['split_weight', { values: pick(of('weight')) }],
            ['ht', { values: pick(of('ht')) }],
            ['channel', { values: Int8Array.from(pick(of('channel'))) }],
          ]),
        },
        { kind, ...attributes },
      );
    };
    const { outputs } = await runTask(templates, {
      params: {
        channels,
        discriminants: { ht: 'ht' },
        signal_by: ['process'],
        binning: { method: 'signal-quantiles', bins: 3 },
      },
      inputs: { events: [part('signal', 1, { process: 'vlq' }), part('background', 0, { process: 'ttbar' })] },
    });
    const [model] = outputs.models as [TemplateModel];
    expect(model).toMatchObject({ signal: 'vlq', mass_gev: null, discriminant: 'ht' });
    const weights = table.columns.get('weight')?.values as Float64Array;
    const expected = rows
      .filter((row) => labels[row] === 0 && row % 2 === 0)
      .reduce((sum, row) => sum + (weights[row] ?? NaN), 0);
    expect(model.background_events).toBeCloseTo(expected, 9);
  });

  test('a score that is no number, a table without signal: an error that says so', async () => {
    const table = scoredTable();
    const broken = new Map(table.columns);
    broken.set('score', {
      values: (table.columns.get('score')?.values as Float64Array).map((value, row) => (row === 7 ? NaN : value)),
    });
    await expect(modelsOf({}, { rows: table.rows, columns: broken })).rejects.toThrow(/row 7: score is NaN/);
    const weights = new Map(table.columns);
    weights.set('weight', { values: new Float64Array(table.rows).fill(NaN) });
    await expect(modelsOf({}, { rows: table.rows, columns: weights })).rejects.toThrow(/weight is NaN/);
    const nothing = new Map(table.columns);
    nothing.set('label', { values: new Int8Array(table.rows) });
    await expect(modelsOf({}, { rows: table.rows, columns: nothing })).rejects.toThrow(/there is no signal/);
  });

  test('too little background for a bin: the channel is left out with a warning', async () => {
    const { models, logs } = await modelsOf({ binning: { bins: 4, minimum_effective_background: 1e6 } });
    expect(models).toEqual([]);
    expect(logs.map(({ message }) => message)).toContain('no channel is left: no model');
  });
});

describe('limits', () => {
  test('agree with pyhf on the same workspaces to 1e-4 (referees/limits.json)', async () => {
    const referee = JSON.parse(readFileSync(new URL('referees/limits.json', import.meta.url), 'utf8')) as {
      readonly models: readonly TemplateModel[];
      readonly expected: readonly (readonly number[])[];
    };
    const { models } = await modelsOf();
    // The workspaces that pyhf was given are those that are made today.
    expect(JSON.parse(JSON.stringify(models))).toEqual(referee.models);
    const { limits: rows } = await limitsOf(models);
    for (const [i, row] of rows.entries()) {
      const found = [row.expected_minus2, row.expected_minus1, row.expected, row.expected_plus1, row.expected_plus2];
      const scale = models[i]?.signal_scale ?? NaN;
      for (const [k, value] of (referee.expected[i] ?? []).entries())
        expect(Math.abs((found[k] ?? NaN) / (value * scale) - 1)).toBeLessThan(1e-4);
    }
  });

  test('do not depend on the size of the nominal signal, also 1e-15 of it', async () => {
    const [usual, tiny] = await Promise.all(
      [0.02, 2e-17].map(async (signalWeight) =>
        limitsOf(
          (await modelsOf({ binning: { method: 'equal-width', bins: 4 } }, scoredTable({ signalWeight }))).models,
        ),
      ),
    );
    for (const [i, row] of (usual?.limits ?? []).entries())
      expect(((tiny?.limits[i]?.expected ?? NaN) / (row.expected ?? NaN)) * 1e-15).toBeCloseTo(1, 5);
  });

  test('cross sections are strength x theory, summed over the final states of a hypothesis', async () => {
    const { limits: rows, hepdata } = await limitsOf((await modelsOf()).models, theory);
    for (const row of rows) {
      expect(row.theory_fb).toBeCloseTo(2000 / (row.mass_gev ?? NaN), 9);
      expect(row.expected_fb).toBeCloseTo((row.expected ?? NaN) * (row.theory_fb ?? NaN), 9);
      expect(row.observed).toBeNull();
    }
    expect(hepdata[0]?.name).toBe('DH HDS network');
    expect(hepdata[0]?.independent_variables[0]).toEqual({
      header: { name: 'Mass', units: 'GeV' },
      values: [{ value: 200 }, { value: 400 }],
    });
    expect(hepdata[0]?.dependent_variables.map(({ header }) => header.name)).toEqual([
      'Expected limit',
      'Expected limit, -2 standard deviations',
      'Expected limit, -1 standard deviation',
      'Expected limit, +1 standard deviation',
      'Expected limit, +2 standard deviations',
      'Theory',
    ]);
  });

  test('as curves: each discriminant with its band, and the theory once', async () => {
    const { outputs } = await runTask(limits, {
      params: {},
      inputs: {
        models: [jsonInput((await modelsOf()).models, { model: 'DH', scenario: 'HDS' })],
        samples: theory.map((attributes) => recordsInput([], attributes)),
      },
    });
    const curves = outputs.curves as LimitCurveRow[];
    expect(curves.map(({ point, curve }) => [point, curve])).toEqual([
      ['DH HDS 200', 'network'],
      ['DH HDS 400', 'network'],
      ['DH HDS 200', 'theory'],
      ['DH HDS 400', 'theory'],
    ]);
    const [{ value_fb: value, low_fb: low, high_fb: high }] = curves as [LimitCurveRow];
    expect([low, value, high]).toEqual([low, value, high].sort((a, b) => (a ?? 0) - (b ?? 0)));
  });

  test('exclude masses up to where the limit crosses the nominal signal', async () => {
    const { limits: rows, exclusions } = await limitsOf(
      (await modelsOf({}, scoredTable({ signalWeight: 0.04 }))).models,
    );
    const [low, high] = rows.map(({ expected }) => Math.log(expected ?? NaN)) as [number, number];
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
    const [found] = exclusions.filter(({ limit }) => limit === 'expected');
    expect(found).toMatchObject({ from_gev: 200, from_is_edge: true, to_is_edge: false });
    expect(found?.to_gev).toBeCloseTo(200 + (200 * low) / (low - high), 6);
  });

  test('of cut and count follow from its yields', async () => {
    const row: YieldsRow = {
      ...{ set: 'all', variant: 'nominal', channel: 'ee', signal: 2, signal_error: 0.1, signal_events: 400 },
      ...{
        background: 10,
        background_error: 1,
        background_events: 100,
        background_effective: 100,
        background_effective_groups: 64,
      },
      ...{ significance: 0.6, significance_error: 0.1, observed: null },
    };
    const { outputs } = await runTask(countTemplates, {
      params: { systematics: { normalisation: { background: 0.2 } } },
      inputs: {
        yields: [
          recordsInput([row, { ...row, channel: 'inclusive' }, { ...row, channel: 'mumu', background: 0 }], {
            mass_gev: 200,
          }),
        ],
      },
    });
    const [model] = outputs.models as [TemplateModel];
    expect(model.workspace.channels.map(({ name }) => name)).toEqual(['ee']);
    const error = model.workspace.channels[0]?.samples[1]?.modifiers.find(({ type }) => type === 'staterror');
    expect(error).toMatchObject({ data: [1.25] });
    const { limits: rows } = await limitsOf([model]);
    expect(rows[0]?.expected).toBeGreaterThan(1.96 * 0.5 * Math.sqrt(10));
    expect(rows[0]?.expected).toBeLessThan(1.96 * Math.sqrt(10 + 1.5625 + 4));
  });
});

describe('fit, combine, transfer-matrix', () => {
  test('a fit to the expected background finds no signal and no pull', async () => {
    const { outputs } = await runTask(fit, {
      params: { signals: ['200'] },
      inputs: { models: jsonInput((await modelsOf()).models) },
    });
    const [found, ...others] = outputs.fits as {
      converged: boolean;
      parameters: { name: string; value: number; error: number | null; pull: number | null }[];
    }[];
    expect(others).toEqual([]);
    expect(found?.converged).toBe(true);
    for (const { name, value, pull } of found?.parameters ?? [])
      expect(Math.abs(name === 'mu' ? value : (pull ?? 0))).toBeLessThan(1e-4);
  });

  test('two equal halves combined give the limits of the whole; uncorrelated they are stronger', async () => {
    const { models: whole } = await modelsOf({ systematics: { normalisation: { '*': 0.2 }, statistics: false } });
    const halves = await modelsOf(
      { systematics: { normalisation: { '*': 0.2 }, statistics: false } },
      (() => {
        const table = scoredTable();
        const columns = new Map(table.columns);
        columns.set('weight', {
          values: (table.columns.get('weight')?.values as Float64Array).map((weight) => weight / 2),
        });
        return { rows: table.rows, columns };
      })(),
    );
    const combined = async (params: object) => {
      const { outputs } = await runTask(combine, {
        params: { name_by: ['period'], ...params },
        inputs: { models: ['a', 'b'].map((period) => jsonInput(halves.models, { period })) },
      });
      return limitsOf(outputs.models as TemplateModel[]);
    };
    const [all, correlated, apart] = await Promise.all([limitsOf(whole), combined({}), combined({ correlated: [] })]);
    for (const [i, row] of all.limits.entries()) {
      expect((correlated.limits[i]?.expected ?? NaN) / (row.expected ?? NaN)).toBeCloseTo(1, 4);
      expect(apart.limits[i]?.expected).toBeLessThan(row.expected ?? NaN);
    }
  });

  test('a matrix is normalised by the network that was trained on the test signal, and has a row for H_T', async () => {
    const [good, ht] = await Promise.all([modelsOf(), modelsOf({ discriminants: { ht: 'ht' } })]);
    const { outputs } = await runTask(transferMatrix, {
      params: { train_by: ['trained_on'] },
      inputs: {
        models: ['200', '400'].map((signal) => jsonInput(good.models, { trained_on: signal })),
        reference: [jsonInput(ht.models)],
      },
    });
    const rows = outputs.matrix as {
      train: string;
      test: string;
      is_reference: boolean;
      normalised: number;
      limit: number;
      limit_minus1: number;
    }[];
    expect(rows.map(({ train, test: of, is_reference }) => [train, of, is_reference])).toEqual([
      ['200', '200', false],
      ['200', '400', false],
      ['400', '200', false],
      ['400', '400', false],
      ['ht', '200', true],
      ['ht', '400', true],
    ]);
    expect(rows[0]?.normalised).toBe(1);
    expect(rows[4]?.normalised).toBeGreaterThan(1);
    expect(rows[0]?.limit_minus1).toBeLessThan(rows[0]?.limit ?? NaN);
  });

  test('a generic training is told from those of one signal, and each is summed up over the test signals', async () => {
    const [good, ht] = await Promise.all([modelsOf(), modelsOf({ discriminants: { ht: 'ht' } })]);
    const scaled = (factor: number) =>
      good.models.map((model) => ({ ...model, signal_scale: model.signal_scale * factor }));
    const { outputs } = await runTask(transferMatrix, {
      params: { train_by: ['trained_on'] },
      inputs: {
        models: [
          jsonInput(good.models, { trained_on: '200' }),
          jsonInput(good.models, { trained_on: '400' }),
          jsonInput(scaled(2), { trained_on: 'sum' }),
        ],
        reference: [jsonInput(ht.models)],
      },
    });
    const matrix = outputs.matrix as { train: string; test: string; limit: number; over_reference: number }[];
    const limitOf = (train: string, of: string) =>
      matrix.find((row) => row.train === train && row.test === of)?.limit ?? NaN;
    for (const { train, test: of, over_reference: ratio } of matrix)
      expect(ratio).toBeCloseTo(limitOf(train, of) / limitOf('ht', of), 12);
    const trainings = outputs.trainings as Record<string, unknown>[];
    expect(trainings.map(({ train, is_generic: generic, strongest }) => [train, generic, strongest])).toEqual([
      ['200', false, 2],
      ['400', false, 2],
      ['sum', true, 0],
      ['ht', false, 0],
    ]);
    expect(trainings[2]).toMatchObject({ tests: 2, is_reference: false });
    expect(trainings[2]?.mean_normalised).toBeCloseTo(2, 6);
    expect(trainings[0]).toMatchObject({ mean_normalised: 1, worst_normalised: 1, better_than_reference: 2 });
  });
});
