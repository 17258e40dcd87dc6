import { z } from 'zod';
import { defineTask, file, many, records } from '../../schemas/index.ts';
import { inputWeightsRow, weightRow } from '../../schemas/results/index.ts';
import { decodeModel } from '../../science/learning/model-file/index.ts';
import { firstLayerWeights } from './rows.ts';

/** The weights by which networks take their inputs: for maps of them, and to see which inputs a penalty has cut off. */
export const networkWeights = defineTask({
  kind: 'network-weights',
  version: 1,
  queue: 'io',
  summary: "Lists the weights of networks' first layers, and what each input gets of them.",
  params: z.strictObject({
    negligible: z.number().positive().default(0.001).describe('|weight| below which a connection counts as cut'),
  }),
  inputs: { models: many(file('safetensors')) },
  outputs: { weights: records(weightRow), inputs: records(inputWeightsRow) },
  async run({ params, inputs, outputs }) {
    const found = await Promise.all(
      inputs.models.map(async (input) =>
        firstLayerWeights(decodeModel(await input.read()), params.negligible, input.origin),
      ),
    );
    await Promise.all([
      outputs.weights.write(found.flatMap(({ weights }) => weights)),
      outputs.inputs.write(found.flatMap((one) => one.inputs)),
    ]);
  },
});
