import { namedTensors, type Architecture, type Model } from '../../science/learning/index.ts';
import { stackLayers } from '../../science/learning/graph/layers/index.ts';
import { layOut } from '../../science/learning/parameters.ts';
import { randomStream } from '../../science/learning/random.ts';

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
