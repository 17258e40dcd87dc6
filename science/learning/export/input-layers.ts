import { layerNormalisationEpsilon } from '../network.ts';
import type { Model, Tensor } from '../model-file/index.ts';
import type { NetworkInput } from '../preparation/inputs.ts';
import { dropoutLayer, tensorsOfLayer, type ExportedLayer } from './exported-layer.ts';
import { segmentsOf } from './segments.ts';

const name = 'input_normalisation';

/** What happens to the inputs before the first dense layer. */
export function inputLayers(model: Model): readonly ExportedLayer[] {
  const { network, inputNormalisation } = model.architecture;
  const dropout = dropoutLayer('input_dropout', network.input_dropout ?? 0);
  if (model.inputs.some(({ quantiles }) => quantiles !== undefined)) return [...quantileLayers(model), ...dropout];
  if (inputNormalisation !== 'layer') return [...scalingLayers(model, name), ...dropout];
  const layer: ExportedLayer = {
    class_name: 'LayerNormalization',
    config: { name, trainable: true, axis: -1, epsilon: layerNormalisationEpsilon(network) },
    weights: tensorsOfLayer(model.tensors, name, ['gamma', 'beta']),
  };
  const scaling = scalingLayers(
    { ...model, architecture: { ...model.architecture, inputNormalisation: false }, tensors: new Map() },
    'input_scaling',
  );
  return [...scaling, layer, ...dropout];
}

/** Normaliser and batch normalisation of the inputs as one batch normalisation, (x - mean) gamma + beta. */
function scalingLayers({ architecture, inputs, tensors }: Model, layer: string): readonly ExportedLayer[] {
  if (architecture.inputNormalisation === false && inputs.every(({ offset, scale }) => offset === 0 && scale === 1))
    return [];
  const { epsilon } = architecture.network.batch_normalisation;
  const part = (which: string) => tensors.get(`${name}/${which}`)?.values;
  const vector = vectorOver(inputs);
  const deviation = (index: number) => Math.sqrt((part('moving_variance')?.[index] ?? 1 - epsilon) + epsilon);
  return [
    batchNormalisation(layer, epsilon, {
      gamma: vector(({ scale }, index) => ((part('gamma')?.[index] ?? 1) * scale) / deviation(index)),
      beta: vector((_, index) => part('beta')?.[index] ?? 0),
      mean: vector(({ offset, scale }, index) => offset + (part('moving_mean')?.[index] ?? 0) / scale),
    }),
  ];
}

/**
 * Piecewise linear maps as layers: each input, centred, goes to one unit for each segment, which rises from 0 to 1 over it; their
 * sum, times how much the map rises, is the map.
 */
function quantileLayers({ architecture, inputs }: Model): readonly ExportedLayer[] {
  const { epsilon } = architecture.network.batch_normalisation;
  const { centres, starts, segments } = segmentsOf(inputs);
  const [count, width] = [inputs.length, segments.length];
  const [into, out] = [new Float32Array(count * width), new Float32Array(width * count)];
  segments.forEach(({ input, length, rise }, index) => {
    into[input * width + index] = 1 / length;
    out[index * count + input] = rise;
  });
  const bias = Float32Array.from(segments, ({ begin, length }) => -begin / length);
  const dense = (layer: string, units: number, kernel: Tensor, shift: Float32Array): ExportedLayer => ({
    class_name: 'Dense',
    config: { name: layer, trainable: true, units, activation: 'linear', use_bias: true },
    weights: [
      ['kernel', kernel],
      ['bias', { shape: [units], values: shift }],
    ],
  });
  const vector = vectorOver(inputs);
  return [
    batchNormalisation('quantile_centres', epsilon, {
      gamma: vector(() => 1),
      beta: vector(() => 0),
      mean: vector((_, index) => centres[index] as number),
    }),
    dense('quantile_segments', width, { shape: [count, width], values: into }, bias),
    { class_name: 'ReLU', config: { name: 'quantile_limits', max_value: 1 }, weights: [] },
    dense('quantile_levels', count, { shape: [width, count], values: out }, Float32Array.from(starts)),
  ];
}

const vectorOver =
  (inputs: readonly NetworkInput[]) =>
  (value: (input: NetworkInput, index: number) => number): Tensor => ({
    shape: [inputs.length],
    values: Float32Array.from(inputs, value),
  });

/** With a variance that epsilon makes 1: (x - mean) gamma + beta. */
function batchNormalisation(
  layer: string,
  epsilon: number,
  { gamma, beta, mean }: Readonly<Record<'gamma' | 'beta' | 'mean', Tensor>>,
): ExportedLayer {
  return {
    class_name: 'BatchNormalization',
    config: { name: layer, trainable: true, axis: -1, momentum: 0.99, epsilon },
    weights: [
      ['gamma', gamma],
      ['beta', beta],
      ['moving_mean', mean],
      ['moving_variance', { shape: gamma.shape, values: new Float32Array(gamma.values.length).fill(1 - epsilon) }],
    ],
  };
}
