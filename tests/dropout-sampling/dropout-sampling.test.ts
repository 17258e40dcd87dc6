import { beforeAll, describe, expect, test } from 'vitest';
import { dropoutSampling } from '../../activities/dropout-sampling/index.ts';
import { train } from '../../activities/train/index.ts';
import type { Table, TableInput } from '../../schemas/index.ts';
import { decodeModel, inferenceStages } from '../../science/learning/index.ts';
import { naiveScore } from '../learning/naive-network.ts';
import { fileInput, runTask } from '../support/run-task.ts';
import { samples, trainParams } from '../train/samples.ts';

const models = new Map<string, Uint8Array>();
beforeAll(async () => {
  for (const padding of ['zero', 'drop-events'])
    models.set(
      padding,
      (await runTask(train, { params: { ...trainParams, padding }, inputs: { events: samples() } })).outputs
        .model as Uint8Array,
    );
});

async function sample(params: object = {}, padding = 'zero', events: readonly TableInput[] = samples()) {
  const model = fileInput(models.get(padding) as Uint8Array);
  const run = await runTask(dropoutSampling, { params: { passes: 30, ...params }, inputs: { model, events } });
  return { ...run, scores: run.outputs.scores as Table };
}
const column = (table: Table, name: string) => table.columns.get(name)?.values as Float64Array;

describe('dropout-sampling', () => {
  test('writes one row for each test event, sample by sample, with weights at full luminosity', async () => {
    const { scores } = await sample();
    expect([...scores.columns.keys()]).toEqual([
      'dsid',
      'event',
      'particle_event',
      'channel',
      'label',
      'process',
      'mass_gev',
      'weight',
      'score',
      'mean',
      'std',
      'entropy',
      'mutual_information',
    ]);
    const tables = await Promise.all(samples().map((input) => input.read()));
    const expected = tables.flatMap(({ columns, rows }) =>
      Array.from({ length: rows }, (_, row) =>
        ['dsid', 'event', 'particle_event', 'channel', 'split', 'split_weight'].map((name) =>
          Number(columns.get(name)?.values[row]),
        ),
      ).filter((values) => values[4] === 2),
    );
    expect(scores.rows).toBe(expected.length);
    const found = Array.from({ length: scores.rows }, (_, row) =>
      ['dsid', 'event', 'particle_event', 'channel', 'weight'].map((name) => Number(column(scores, name)[row])),
    );
    expect(found).toEqual(
      expected.map(([dsid, event, particle, channel, , weight]) => [dsid, event, particle, channel, weight]),
    );
    const { values: mass, valid } = scores.columns.get('mass_gev') ?? {};
    for (let row = 0; row < scores.rows; row++) {
      const signal = column(scores, 'dsid')[row] === 200001;
      expect([column(scores, 'label')[row], valid?.[row]]).toEqual(signal ? [1, 1] : [0, 0]);
      expect(mass?.[row]).toBe(signal ? 400 : 0);
    }
    expect(new Set(scores.columns.get('process')?.values as string[])).toEqual(new Set(['ttbar', 'diboson', 'DH']));
  });

  test('scores as the trained network does, number by number', async () => {
    const { scores } = await sample();
    const model = decodeModel(models.get('zero') as Uint8Array);
    const stages = inferenceStages(model);
    const tables = await Promise.all(samples().map((input) => input.read()));
    let row = 0;
    for (const { columns, rows } of tables)
      for (let event = 0; event < rows; event++) {
        if (columns.get('split')?.values[event] !== 2) continue;
        const inputs = model.inputs.map(({ feature, fill, offset, scale }) => {
          const { values, valid } = columns.get(feature) ?? { values: [] };
          return ((valid?.[event] === 0 ? (fill as number) : Number(values[event])) - offset) * scale;
        });
        expect(column(scores, 'score')[row]).toBeCloseTo(naiveScore(stages, inputs), 5);
        expect(Math.abs(column(scores, 'mean')[row]! - column(scores, 'score')[row]!)).toBeLessThan(0.2);
        row++;
      }
  });

  test('tells signal from background, and its passes differ', async () => {
    const { scores } = await sample();
    const [labels, mean, std] = ['label', 'mean', 'std'].map((name) => column(scores, name)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const average = (values: Float64Array, label: number) => {
      const of = [...values].filter((_, row) => labels[row] === label);
      return of.reduce((sum, value) => sum + value, 0) / of.length;
    };
    expect(average(mean, 1)).toBeGreaterThan(average(mean, 0) + 0.2);
    for (const label of [0, 1]) expect(average(std, label)).toBeGreaterThan(0.005);
  });

  test('gives equal tables when run again, and says nothing', async () => {
    const [one, two] = [await sample(), await sample()];
    expect(two.scores).toEqual(one.scores);
    expect(one.logs).toEqual([]);
  });

  test('leaves out events that the padding of the training leaves out, and says how many', async () => {
    const { scores, logs } = await sample({}, 'drop-events');
    const tables = await Promise.all(samples().map((input) => input.read()));
    const counts = tables.map(({ columns }) => {
      const present = columns.get('jet1_pt')?.valid as Uint8Array;
      const test = [...(columns.get('split')?.values as Int8Array)].map((code, row) =>
        code === 2 ? present[row] : undefined,
      );
      return [test.filter((flag) => flag === 1).length, test.filter((flag) => flag === 0).length] as const;
    });
    expect(scores.rows).toBe(counts.reduce((sum, [kept]) => sum + kept, 0));
    expect(logs).toMatchObject([
      { level: 'warn', fields: { events: counts.reduce((sum, [, lost]) => sum + lost, 0) } },
    ]);
  });

  test('scores another subset when asked', async () => {
    const { scores } = await sample({ part: 'validation' });
    const tables = await Promise.all(samples().map((input) => input.read()));
    const validation = tables.flatMap(({ columns }) =>
      [...(columns.get('split')?.values as Int8Array)].filter((c) => c === 1),
    );
    expect(scores.rows).toBe(validation.length);
  });

  test('refuses a file that is no model', async () => {
    const inputs = { model: fileInput(new TextEncoder().encode('not a model at all')), events: samples() };
    await expect(runTask(dropoutSampling, { params: {}, inputs })).rejects.toMatchObject({ code: 'model-file' });
  });
});
