import { outputNames, type Model, type Tensor } from '../model-file/index.ts';
import { hiddenLayers } from './hidden-layers.ts';
import { inputLayers } from './input-layers.ts';
import type { ExportedLayer } from './exported-layer.ts';

/** The two files of a tfjs layers model (`tf.loadLayersModel`). */
export interface LayersModelFiles {
  readonly 'model.json': string;
  readonly 'weights.bin': Uint8Array;
}

/**
 * The network as a tfjs layers model, its normaliser inside: it takes the inputs as they are after padding (what they are
 * stands under `userDefinedMetadata`) and puts out the probability of signal, or of each class. Equal models give equal bytes.
 */
export function exportLayersModel(model: Model): LayersModelFiles {
  const layers: readonly ExportedLayer[] = [...inputLayers(model), ...hiddenLayers(model)];
  const [first, ...others] = layers.map(({ class_name, config }) => ({ class_name, config }));
  const batchShape = { batch_input_shape: [null, model.architecture.inputs] };
  const weights = layers.flatMap((layer) =>
    layer.weights.map(([name, tensor]): { name: string } & Tensor => ({
      name: `${layer.config.name}/${name}`,
      ...tensor,
    })),
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
      ...(model.classes === undefined ? {} : { outputs: outputNames(model) }),
    },
  };
  return { 'model.json': JSON.stringify(json), 'weights.bin': joined(weights.map(({ values }) => values)) };
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
