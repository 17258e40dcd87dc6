import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportLayersModel, inferenceStages, networkInputs, type Model } from '../../science/learning/index.ts';
import { loadNative } from '../../science/learning/native/binding.ts';
import { architecture, syntheticEvents } from './data.ts';
import { arbitraryModel, quantileInputs } from './models.ts';
import { naiveClasses, naiveScore } from './naive-network.ts';

const networks = {
  'the dark-matter network': architecture(33, { hidden: [{ units: 84, dropout: 0.05 }, { units: 49 }] }),
  'hidden batch normalisation and other activations': architecture(5, {
    hidden: [
      { units: 7, activation: 'selu', batch_normalisation: true, dropout: 0.2 },
      { units: 4, activation: 'tanh' },
      { units: 3, activation: 'linear' },
    ],
  }),
  'normalisation after activations, dropout of the inputs': architecture(4, {
    input_dropout: 0.1,
    hidden: [
      {
        units: 6,
        activation: 'leaky-relu',
        negative_slope: 0.3,
        batch_normalisation: 'after-activation',
        dropout: 0.1,
      },
      { units: 5, activation: 'gelu', layer_normalisation: true },
      { units: 5, activation: 'relu', layer_normalisation: 'after-activation', dropout: 0.4 },
      { units: 4, batch_normalisation: 'after-activation' },
    ],
  }),
  'layer normalisation of the inputs and four classes': {
    ...architecture(5, { hidden: [{ units: 6 }] }),
    inputNormalisation: 'layer' as const,
    outputs: 4,
  },
  'a network without batch normalisation': architecture(4, { hidden: [{ units: 6, activation: 'elu' }] }, false),
};

describe('an exported layers model', () => {
  test.each(Object.entries(networks))('loads in tfjs and scores as %s does', async (_, subject) => {
    const model = arbitraryModel(subject, 3);
    const { features } = syntheticEvents(50, subject.inputs, 4);
    const exported = await predict(model, features);
    expectScores(exported, model, features, 1e-6);
    expect(new Set(exported).size).toBeGreaterThan(40);
  });

  test('has a quantile normaliser inside', async () => {
    const subject = architecture(5, { hidden: [{ units: 6, activation: 'tanh' }] }, false);
    const model = { ...arbitraryModel(subject, 6), inputs: quantileInputs(5) };
    const { features } = syntheticEvents(80, 5, 7);
    const raw = features.map((value, index) => (index % 5 === 4 ? Number(value > 0) : value + 40 * (index % 5)));
    const exported = await predict(model, raw);
    expectScores(exported, model, raw, 2e-6);
    expect(new Set(exported).size).toBeGreaterThan(40);
  });

  test('has equal bytes for equal models and names its inputs', () => {
    const model = arbitraryModel(networks['the dark-matter network'], 5);
    const [one, two] = [exportLayersModel(model), exportLayersModel(structuredClone(model))];
    expect(two).toEqual(one);
    const { userDefinedMetadata } = JSON.parse(one['model.json']) as { userDefinedMetadata: { inputs: object[] } };
    expect(userDefinedMetadata.inputs[1]).toEqual({ feature: 'feature_1', use: 'value', fill: 0 });
  });
});

/** @param features `[events x inputs]` after padding */
function expectScores(exported: Float32Array, model: Model, features: Float32Array, tolerance: number): void {
  const { inputs, outputs = 1 } = model.architecture;
  const events = features.length / inputs;
  const names = model.inputs.map(({ feature }) => feature);
  const asValues = model.inputs.map((input) => ({ ...input, use: 'value' as const }));
  const rows = Int32Array.from({ length: events }, (_, event) => event);
  const { values } = networkInputs(asValues, [{ matrix: { features: names, values: features }, rows }]);
  const stages = inferenceStages(model);
  expect(exported).toHaveLength(events * outputs);
  for (const event of rows) {
    const input = values.subarray(event * inputs, (event + 1) * inputs);
    const expected = outputs === 1 ? [naiveScore(stages, input)] : naiveClasses(stages, input);
    expected.forEach((score, output) => {
      expect(Math.abs((exported[event * outputs + output] as number) - score)).toBeLessThan(tolerance);
    });
  }
}

async function predict(model: Model, features: Float32Array): Promise<Float32Array> {
  const tf = loadNative(1).tensorflow;
  const folder = await mkdtemp(join(tmpdir(), 'umbra-export-'));
  try {
    await Promise.all(
      Object.entries(exportLayersModel(model)).map(([name, content]: [string, string | Uint8Array]) =>
        writeFile(join(folder, name), content),
      ),
    );
    const loaded = await tf.loadLayersModel(`file://${join(folder, 'model.json')}`);
    const output = loaded.predict(
      tf.tensor(features, [features.length / model.architecture.inputs, model.architecture.inputs]),
    );
    return (Array.isArray(output) ? output[0] : output)?.dataSync() as Float32Array;
  } finally {
    await rm(folder, { recursive: true });
  }
}
