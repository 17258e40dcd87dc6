import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  exportOnnx,
  exportSavedModel,
  inferenceStages,
  networkInputs,
  rawColumns,
  type Model,
  type NetworkInput,
} from '../../science/learning/index.ts';
import { loadNative } from '../../science/learning/native/binding.ts';
import { randomStream } from '../../science/learning/random.ts';
import { architecture } from './data.ts';
import { arbitraryModel, quantileInputs } from './models.ts';
import { naiveClasses, naiveScore } from './naive-network.ts';

const value = (feature: string, more: Partial<NetworkInput> = {}): NetworkInput => ({
  feature,
  use: 'value',
  fill: 0,
  offset: 0.3,
  scale: 1.7,
  ...more,
});
/** Padding of every sort, an indicator column and a parameter. */
const mixed: readonly NetworkInput[] = [
  value('met'),
  value('jet', { fill: 2 }),
  value('jet', { use: 'missing', offset: 0, scale: 1 }),
  value('mass', { use: 'parameter', fill: null, offset: 1, scale: 0.5 }),
];
const models: Readonly<Record<string, Model>> = {
  'a network with batch normalisation, an indicator and a parameter': {
    ...arbitraryModel(architecture(4, { hidden: [{ units: 6 }, { units: 5, activation: 'selu' }] }), 3),
    inputs: mixed,
  },
  'every activation and normalisation': {
    ...arbitraryModel(
      {
        ...architecture(4, {
          input_dropout: 0.1,
          hidden: [
            { units: 5, activation: 'gelu', layer_normalisation: true },
            { units: 5, activation: 'leaky-relu', batch_normalisation: 'after-activation', dropout: 0.2 },
            { units: 5, activation: 'elu', layer_normalisation: 'after-activation' },
            { units: 5, activation: 'tanh' },
            { units: 5, activation: 'sigmoid' },
            { units: 5, activation: 'linear' },
          ],
        }),
        inputNormalisation: 'layer',
      },
      4,
    ),
    inputs: mixed,
  },
  'a quantile normaliser and three classes': {
    ...arbitraryModel({ ...architecture(4, { hidden: [{ units: 6 }] }, false), outputs: 3 }, 5),
    inputs: quantileInputs(4),
  },
};

/** Raw events with gaps, and what the network, number by number in float64, makes of them. */
function cases(model: Model) {
  const columns = rawColumns(model);
  const stream = randomStream(1, 'raw events');
  const raw = Float32Array.from({ length: 60 * columns.length }, (_, index) => {
    const draw = 6 * stream.uniform() - 2 + 40 * (columns[0] === 'met' ? 0 : index % columns.length);
    const column = columns[index % columns.length] as string;
    return column !== 'mass' && stream.uniform() < 0.3 ? NaN : draw;
  });
  const rows = Int32Array.from({ length: 60 }, (_, event) => event);
  const parameters = {
    mass: Float64Array.from(rows, (row) => raw[row * columns.length + columns.indexOf('mass')] ?? 0),
  };
  const { values } = networkInputs(model.inputs, [{ matrix: { features: columns, values: raw }, rows, parameters }]);
  const stages = inferenceStages(model);
  const width = model.inputs.length;
  const expected = Array.from(rows, (row) => {
    const input = values.subarray(row * width, (row + 1) * width);
    return model.architecture.outputs === undefined ? [naiveScore(stages, input)] : naiveClasses(stages, input);
  });
  return { columns, raw, expected };
}

async function inFolder<T>(model: Model, raw: Float32Array, width: number, use: (folder: string) => T | Promise<T>) {
  const folder = await mkdtemp(join(tmpdir(), 'umbra-export-'));
  try {
    await writeFile(join(folder, 'saved_model.pb'), exportSavedModel(model));
    await writeFile(join(folder, 'model.onnx'), exportOnnx(model));
    const lines = Array.from({ length: raw.length / width }, (_, row) => [
      ...raw.subarray(row * width, (row + 1) * width),
    ]);
    await writeFile(join(folder, 'features.json'), JSON.stringify(lines));
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function expectNear(scores: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  expect(scores).toHaveLength(expected.length);
  expected.forEach((row, event) => {
    row.forEach((score, output) => {
      expect(Math.abs((scores[event]?.[output] as number) - score), `event ${event}`).toBeLessThan(3e-6);
    });
  });
  expect(new Set(expected.map(String)).size).toBeGreaterThan(50);
}

describe('an exported SavedModel', () => {
  test.each(Object.entries(models))('takes raw events and scores as %s does', async (_, model) => {
    const { columns, raw, expected } = cases(model);
    const { node, tensor } = loadNative(1).tensorflow;
    const scores = await inFolder(model, raw, columns.length, async (folder) => {
      const loaded = await node.loadSavedModel(folder);
      const output = loaded.predict({ features: tensor(raw, [60, columns.length]) }) as unknown as Record<
        string,
        { arraySync(): number[][] }
      >;
      return output.scores!.arraySync();
    });
    expectNear(scores, expected);
  });
});

describe('exports', () => {
  test('have equal bytes for equal models', () => {
    for (const model of Object.values(models)) {
      expect(exportOnnx(structuredClone(model))).toEqual(exportOnnx(model));
      expect(exportSavedModel(structuredClone(model))).toEqual(exportSavedModel(model));
    }
  });

  const python = process.env.UMBRA_PYTHON;
  test.skipIf(python === undefined).for(Object.entries(models))(
    'are scored by ONNX Runtime and TensorFlow, where UMBRA_PYTHON has them, as %s does',
    async ([, model], { skip }) => {
      const { columns, raw, expected } = cases(model);
      const said = await inFolder(model, raw, columns.length, (folder) =>
        execFileSync(python!, ['tests/learning/export-referee.py', folder], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }),
      );
      const scores = JSON.parse(said.trim().split('\n').at(-1)!) as Partial<
        Record<'onnx' | 'saved_model', number[][]>
      > & { columns?: string[] };
      if (scores.onnx === undefined && scores.saved_model === undefined)
        skip('UMBRA_PYTHON has neither onnxruntime nor tensorflow');
      if (scores.onnx !== undefined) expectNear(scores.onnx, expected);
      if (scores.columns !== undefined) expect(scores.columns).toEqual(columns);
      if (scores.saved_model !== undefined) expectNear(scores.saved_model, expected);
    },
  );
});
