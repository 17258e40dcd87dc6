import { namedTensors, type Architecture, type Model, type NetworkInput } from '../../science/learning/index.ts';
import { stackLayers } from '../../science/learning/graph/layers/index.ts';
import { layOut } from '../../science/learning/parameters.ts';
import { randomStream } from '../../science/learning/random.ts';

/** Inputs with a rising map of their own each, but for the last, which is a flag. */
export const quantileInputs = (inputs: number): readonly NetworkInput[] =>
  Array.from({ length: inputs }, (_, index) => {
    const input = { feature: `feature_${index}`, fill: 0, offset: 0, scale: 1 };
    if (index === inputs - 1) return { ...input, use: 'missing' as const };
    const from = [-1, -0.2 * (index + 1), 0.3, 1.5 + index];
    return {
      ...input,
      use: 'value' as const,
      quantiles: { from: from.map((x) => x + 40 * index), to: [-2, -0.5, 0.7, 1.9] },
    };
  });

/** A network with arbitrary parameters and moving averages. */
export function arbitraryModel(architecture: Architecture, seed: number, spread = 0.6): Model {
  const { layers } = stackLayers(architecture);
  const stream = randomStream(seed, 'arbitrary model');
  const vector = (length: number, low: number, high: number) =>
    Float32Array.from({ length }, () => low + (high - low) * stream.uniform());
  const parameters = layOut(layers.flatMap((layer) => layer.parameters));
  const averages = layOut(layers.flatMap((layer) => layer.averages));
  return {
    architecture,
    inputs: Array.from({ length: architecture.inputs }, (_, index) => ({
      feature: `feature_${index}`,
      use: 'value',
      fill: 0,
      offset: index,
      scale: 1 / (index + 1),
    })),
    preparation: { padding: 'zero' },
    training: { epochs: 3 },
    tensors: namedTensors(architecture, {
      parameters: vector(parameters.length, -spread, spread),
      // Variances are positive
      averages: vector(averages.length, 0.3, 0.9),
    }),
  };
}
