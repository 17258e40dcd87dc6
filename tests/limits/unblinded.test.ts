import { describe, expect, test } from 'vitest';
import { countTemplates } from '../../activities/count-templates/index.ts';
import { cutAndCount } from '../../activities/cut-and-count/index.ts';
import { limits } from '../../activities/limits/index.ts';
import type { HepdataTables } from '../../activities/limits/hepdata.ts';
import { scanScores } from '../../activities/scan-scores/index.ts';
import { templates } from '../../activities/templates/index.ts';
import type { TemplateModel } from '../../activities/templates/schema.ts';
import type { Column, Table, TableInput } from '../../schemas/index.ts';
import type { LimitCurveRow, LimitRow, YieldsRow } from '../../schemas/results/index.ts';
import { inputError } from '../support/failure.ts';
import { jsonInput, recordsInput, runTask, tableInput } from '../support/run-task.ts';
import { scoredTable } from './events.ts';

/** As many data events as background is expected, bin by bin the same: each background event of weight 0.1 ten times fewer. */
function dataTable(every: number, scored = true): Table {
  const simulated = scoredTable();
  const labels = simulated.columns.get('label')?.values as Int8Array;
  const rows = [...labels.keys()].filter((row) => labels[row] === 0).filter((_, i) => i % every === 0);
  const kept = new Set(rows);
  const pick = ([name, { values }]: readonly [string, Column]): [string, Column] => [
    name,
    name === 'process'
      ? { values: rows.map(() => 'data') }
      : name === 'label'
        ? { values: new Int8Array(rows.length).fill(2) }
        : name === 'weight'
          ? { values: new Float64Array(rows.length).fill(1) }
          : { values: (values as Float64Array).filter((_, row) => kept.has(row)) },
  ];
  const columns = [...simulated.columns].map(pick);
  return {
    rows: rows.length,
    columns: new Map(scored ? columns : columns.filter(([name]) => !['label', 'process', 'mass_gev'].includes(name))),
  };
}

const params = { channels: { ee: 0, mumu: 1 }, binning: { bins: 4, minimum_effective_background: 10 } };

async function modelsOf(data: readonly TableInput[], unblind: boolean): Promise<readonly TemplateModel[]> {
  const { outputs } = await runTask(templates, {
    params: { ...params, unblind },
    inputs: { events: [tableInput(scoredTable()), ...data] },
  });
  return outputs.models as readonly TemplateModel[];
}

async function limitsOf(models: readonly TemplateModel[]) {
  const { outputs } = await runTask(limits, {
    params: {},
    inputs: {
      models: [jsonInput(models, { model: 'DH', scenario: 'HDS' })],
      samples: [200, 400].map((mass) =>
        recordsInput([], { kind: 'signal', model: 'DH', scenario: 'HDS', mass_gev: mass, cross_section_pb: 1 }),
      ),
    },
  });
  return outputs as { limits: LimitRow[]; curves: LimitCurveRow[]; hepdata: HepdataTables };
}

const observedIn = (models: readonly TemplateModel[]): number[][] =>
  models.map(({ workspace }) => workspace.observations.flatMap(({ data }) => data));

describe('unblinded', () => {
  test('templates count every data event, of score tables and of samples, and leave the binning as it was', async () => {
    const data = dataTable(10);
    const [blind, scored, plain] = await Promise.all([
      modelsOf([], false),
      modelsOf([tableInput(data)], true),
      // Samples of data have no split, and all their events count.
      modelsOf([tableInput(dataTable(10, false), { kind: 'data' })], true),
    ]);
    expect(scored).toEqual(plain);
    for (const [i, counts] of observedIn(scored).entries()) {
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(data.rows);
      expect(scored[i]?.unblinded).toBe(true);
      expect(scored[i]?.workspace.channels).toEqual(blind[i]?.workspace.channels);
    }
  });

  test('data that are gathered change nothing while the analysis is blind', async () => {
    const [without, withData] = await Promise.all([
      modelsOf([], false),
      modelsOf([tableInput(dataTable(10)), tableInput(dataTable(3, false), { kind: 'data' })], false),
    ]);
    expect(withData).toEqual(without);
    const { limits: rows, curves } = await limitsOf(withData);
    expect(rows.map(({ observed, observed_fb }) => [observed, observed_fb])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(curves.map(({ curve }) => curve)).not.toContain('network observed');
  });

  test('observed limits stand beside the expected ones: in fb, as a curve, and for HEPData', async () => {
    const { limits: rows, curves, hepdata } = await limitsOf(await modelsOf([tableInput(dataTable(10))], true));
    for (const row of rows) {
      // A tenth of the events at weight 1 instead of all at 0.1: within two standard deviations of what is expected.
      expect(row.observed).toBeGreaterThan(row.expected_minus2 ?? NaN);
      expect(row.observed).toBeLessThan(row.expected_plus2 ?? NaN);
      expect(row.observed_fb).toBeCloseTo((row.observed ?? NaN) * 1000, 9);
      const curve = curves.find((one) => one.curve === 'network observed' && one.mass_gev === row.mass_gev);
      expect(curve).toMatchObject({ value_fb: row.observed_fb, low_fb: null, high_fb: null });
    }
    expect(hepdata[0]?.dependent_variables[0]?.header).toEqual({ name: 'Observed limit', units: 'fb' });
    const { limits: more } = await limitsOf(await modelsOf([tableInput(dataTable(5))], true));
    for (const [i, row] of more.entries()) expect(row.observed).toBeGreaterThan(rows[i]?.observed ?? NaN);
  });

  test('unblind without data is an error, and data are no simulated events to judge a score by', async () => {
    expect((await inputError(modelsOf([], true))).code).toBe('no-data');
    const mixed = scoredTable();
    const labels = Int8Array.from(mixed.columns.get('label')?.values as Int8Array, (label, i) => (i === 5 ? 2 : label));
    const scores = tableInput({ ...mixed, columns: new Map([...mixed.columns, ['label', { values: labels }]]) });
    const scanned = runTask(scanScores, { params: { channels: params.channels, passes: 1 }, inputs: { scores } });
    expect((await inputError(scanned)).code).toBe('data-events');
  });
});

describe('unblinded cut and count', () => {
  const table = (weights: readonly number[], split: number): Table => ({
    rows: weights.length,
    columns: new Map<string, Column>([
      ['met', { values: Float64Array.from(weights, (_, i) => (i % 4 === 0 ? 50 : 150)) }],
      ['channel', { values: Int8Array.from(weights, (_, i) => i % 2) }],
      ['particle_event', { values: Int32Array.from(weights, (_, i) => i) }],
      ['dsid', { values: new Int32Array(weights.length).fill(split) }],
      ['split', { values: new Int8Array(weights.length).fill(split) }],
      ['weight', { values: Float64Array.from(weights) }],
      ['split_weight', { values: Float64Array.from(weights, (weight) => 3 * weight) }],
    ]),
  });
  const of = (kind: string, count: number, weight: number, split: number): TableInput =>
    tableInput(table(new Array<number>(count).fill(weight), split), { kind });

  async function yieldsOf(data: readonly TableInput[]): Promise<readonly YieldsRow[]> {
    const { outputs } = await runTask(cutAndCount, {
      params: { channels: params.channels, cuts: [{ name: 'met', keep: 'met > 100' }], group_by: ['particle_event'] },
      inputs: { events: [of('signal', 40, 0.2, 2), of('background', 200, 0.2, 2), ...data] },
    });
    return outputs.yields as readonly YieldsRow[];
  }

  async function countModels(rows: readonly YieldsRow[], unblind: boolean): Promise<readonly TemplateModel[]> {
    const { outputs } = await runTask(countTemplates, {
      params: { unblind },
      inputs: { yields: [recordsInput(rows, { mass_gev: 200 })] },
    });
    return outputs.models as readonly TemplateModel[];
  }

  test('counts all data behind the cuts, whatever their split, and fits them where asked', async () => {
    const [blind, rows] = await Promise.all([yieldsOf([]), yieldsOf([of('data', 40, 1, 0)])]);
    expect(new Set(blind.map(({ observed }) => observed))).toEqual(new Set([null]));
    const at = (set: string, channel: string) => rows.find((row) => row.set === set && row.channel === channel);
    for (const set of ['all', 'test'])
      expect(['ee', 'mumu', 'inclusive', 'combined'].map((channel) => at(set, channel)?.observed)).toEqual([
        10, 20, 30, 30,
      ]);
    expect(rows.map((row) => ({ ...row, observed: null }))).toEqual(blind);
    expect(observedIn(await countModels(rows, true))).toEqual([[10, 20]]);
    expect(await countModels(rows, false)).toEqual(await countModels(blind, false));
    expect((await inputError(countModels(blind, true))).code).toBe('no-data');
    const { limits: found } = await limitsOf(await countModels(rows, true));
    // 10 and 20 events are what the background has.
    expect((found[0]?.observed ?? NaN) / (found[0]?.expected ?? NaN)).toBeCloseTo(1, 2);
  });
});
