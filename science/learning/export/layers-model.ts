import type { Model, Tensor } from '../model-file/index.ts';
import type { NetworkInput } from '../preparation/inputs.ts';

/** The two files of a tfjs layers model (`tf.loadLayersModel`). */
export interface LayersModelFiles {
  readonly 'model.json': string;
  readonly 'weights.bin': Uint8Array;
}

interface ExportedLayer {
  readonly class_name: 'BatchNormalization' | 'Dense' | 'Activation' | 'Dropout';
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly weights: readonly (readonly [name: string, tensor: Tensor])[];
}

/**
 * The network as a tfjs layers model, its normaliser inside: it takes the inputs as they are after padding (what they are
 * stands under `userDefinedMetadata`) and puts out the probability of signal. Equal models give equal bytes.
 */
export function exportLayersModel(model: Model): LayersModelFiles {
  const layers = [...inputLayers(model), ...networkLayers(model)];
  const [first, ...others] = layers.map(({ class_name, config }) => ({ class_name, config }));
  const batchShape = { batch_input_shape: [null, model.architecture.inputs] };
  const weights = layers.flatMap((layer) =>
    layer.weights.map(([name, tensor]) => ({ name: `${layer.config.name}/${name}`, ...tensor })),
  );
  const json = {
    format: 'layers-model',
    generatedBy: 'Umbra',
    convertedBy: null,
    modelTopology: {
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
      model_config: {
        class_name: 'Sequential',
        config: {
          name: 'network',
          layers: [{ ...first, config: { ...batchShape, ...first?.config } }, ...others],
        },
      },
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
    userDefinedMetadata: {
      inputs: model.inputs.map(({ feature, use, fill }) => ({ feature, use, fill })),
    },
  };
  return { 'model.json': JSON.stringify(json), 'weights.bin': joined(weights.map(({ values }) => values)) };
}

/** Normaliser and batch normalisation of the inputs as one batch normalisation, (x - mean) gamma + beta. */
function inputLayers({ architecture, inputs, tensors }: Model): readonly ExportedLayer[] {
  if (!architecture.inputNormalisation && inputs.every(({ offset, scale }) => offset === 0 && scale === 1)) return [];
  const { epsilon } = architecture.network.batch_normalisation;
  const part = (name: string) => tensors.get(`input_normalisation/${name}`)?.values;
  const vector = (value: (input: NetworkInput, index: number) => number): Tensor => ({
    shape: [inputs.length],
    values: Float32Array.from(inputs, value),
  });
  const deviation = (index: number) => Math.sqrt((part('moving_variance')?.[index] ?? 1 - epsilon) + epsilon);
  return [
    {
      class_name: 'BatchNormalization',
      config: { name: 'input_normalisation', trainable: true, axis: -1, momentum: 0.99, epsilon },
      weights: [
        ['gamma', vector(({ scale }, index) => ((part('gamma')?.[index] ?? 1) * scale) / deviation(index))],
        ['beta', vector((_, index) => part('beta')?.[index] ?? 0)],
        ['moving_mean', vector(({ offset, scale }, index) => offset + (part('moving_mean')?.[index] ?? 0) / scale)],
        ['moving_variance', vector(() => 1 - epsilon)],
      ],
    },
  ];
}

function networkLayers({ architecture, tensors }: Model): readonly ExportedLayer[] {
  const { hidden, batch_normalisation: normalisation } = architecture.network;
  const weightsOf = (name: string, parts: readonly string[]) =>
    parts.flatMap((part) => {
      const tensor = tensors.get(`${name}/${part}`);
      return tensor === undefined ? [] : [[part, tensor] as const];
    });
  const dense = (name: string, units: number, activation: string, useBias: boolean): ExportedLayer => ({
    class_name: 'Dense',
    config: { name, trainable: true, units, activation, use_bias: useBias },
    weights: weightsOf(name, ['kernel', 'bias']),
  });
  return [
    ...hidden.flatMap(({ units, activation, dropout, batch_normalisation: normalised }, index): ExportedLayer[] => {
      const name = `hidden_${index + 1}`;
      const dropouts: ExportedLayer[] =
        dropout > 0 ? [{ class_name: 'Dropout', config: { name: `${name}_dropout`, rate: dropout }, weights: [] }] : [];
      if (!normalised) return [dense(name, units, activation, true), ...dropouts];
      return [
        dense(name, units, 'linear', false),
        {
          class_name: 'BatchNormalization',
          config: { name: `${name}_normalisation`, trainable: true, axis: -1, ...normalisation },
          weights: weightsOf(`${name}/normalisation`, ['gamma', 'beta', 'moving_mean', 'moving_variance']),
        },
        { class_name: 'Activation', config: { name: `${name}_activation`, activation }, weights: [] },
        ...dropouts,
      ];
    }),
    dense('output', 1, 'sigmoid', true),
  ];
}

function joined(arrays: readonly Float32Array[]): Uint8Array {
  const bytes = new Uint8Array(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let position = 0;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), position);
    position += array.byteLength;
  }
  return bytes;
}
