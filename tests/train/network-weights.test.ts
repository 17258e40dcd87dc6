import { expect, test } from 'vitest';
import { networkWeights } from '../../activities/network-weights/index.ts';
import type { InputWeightsRow, WeightRow } from '../../schemas/results/index.ts';
import { encodeModel } from '../../science/learning/index.ts';
import { arbitraryModel } from '../learning/models.ts';
import { fileInput, runTask } from '../support/run-task.ts';

const network = (hidden: readonly object[]) =>
  arbitraryModel(
    {
      inputs: 3,
      inputNormalisation: false,
      network: { hidden, batch_normalisation: {}, output_initialiser: 'he-normal' } as never,
    },
    7,
  );
const rowsOf = async (model: ReturnType<typeof network>, params: object = {}) => {
  const { outputs } = await runTask(networkWeights, { params, inputs: { models: [fileInput(encodeModel(model))] } });
  return { weights: outputs.weights as readonly WeightRow[], inputs: outputs.inputs as readonly InputWeightsRow[] };
};
const layer = { units: 4, activation: 'relu', dropout: 0, batch_normalisation: false, initialiser: 'he-normal' };

test('every weight of the first layer is a row; units come by falling norm', async () => {
  const model = network([layer]);
  const { weights } = await rowsOf(model);
  const kernel = model.tensors.get('hidden_1/kernel')?.values ?? new Float32Array(0);
  expect(weights.map(({ weight }) => weight).sort()).toEqual([...kernel].sort());
  const norm = (unit: number) => Math.hypot(...weights.filter((row) => row.unit === unit).map(({ weight }) => weight));
  expect([1, 2, 3, 4].map(norm)).toEqual([1, 2, 3, 4].map(norm).toSorted((a, b) => b - a));
  expect(new Set(weights.map(({ input }) => input))).toEqual(new Set(['feature_0', 'feature_1', 'feature_2']));
  const columns = [0, 1, 2, 3].map((unit) => [0, 1, 2].map((input) => kernel[input * 4 + unit]));
  expect(columns).toContainEqual(weights.filter(({ unit }) => unit === 1).map(({ weight }) => weight));
});

test('of an input: root mean square, largest, and the share of connections that are as good as cut', async () => {
  const model = network([layer]);
  const kernel = model.tensors.get('hidden_1/kernel')?.values ?? new Float32Array(0);
  kernel.set([3, -4, 0, 0], 4);
  const { inputs } = await rowsOf(model, { negligible: 0.1 });
  expect(inputs[1]).toMatchObject({ input: 'feature_1', root_mean_square: 2.5, largest: 4, negligible: 0.5 });
});

test('without hidden layers it is the output that takes the inputs', async () => {
  const { weights } = await rowsOf(network([]));
  expect(weights).toHaveLength(3);
});
