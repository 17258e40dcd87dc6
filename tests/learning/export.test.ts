import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportLayersModel, inferenceStages, type Model } from '../../science/learning/index.ts';
import { loadNative } from '../../science/learning/native/binding.ts';
import { architecture, syntheticEvents } from './data.ts';
import { arbitraryModel } from './models.ts';
import { naiveScore } from './naive-network.ts';

const networks = {
  'the dark-matter network': architecture(33, { hidden: [{ units: 84, dropout: 0.05 }, { units: 49 }] }),
  'hidden batch normalisation and other activations': architecture(5, {
    hidden: [
      { units: 7, activation: 'selu', batch_normalisation: true, dropout: 0.2 },
      { units: 4, activation: 'tanh' },
      { units: 3, activation: 'linear' },
    ],
  }),
  'a network without batch normalisation': architecture(4, { hidden: [{ units: 6, activation: 'elu' }] }, false),
};

describe('an exported layers model', () => {
  test.each(Object.entries(networks))('loads in tfjs and scores as %s does', async (_, subject) => {
    const model = arbitraryModel(subject, 3);
    const { features } = syntheticEvents(50, subject.inputs, 4);
    const exported = await predict(model, features);
    const stages = inferenceStages(model);
    exported.forEach((score, event) => {
      const inputs = model.inputs.map(
        ({ offset, scale }, index) => ((features[event * subject.inputs + index] as number) - offset) * scale,
      );
      expect(Math.abs(score - naiveScore(stages, inputs))).toBeLessThan(1e-6);
    });
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
