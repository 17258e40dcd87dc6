import { applyActivation } from '../graph/layers/activation.ts';
import { normaliseRows } from '../graph/layers/layer-normalisation.ts';
import { operations, type Operations } from '../graph/operations/index.ts';
import { createGraph, type Value } from '../graph/scope.ts';
import type { Model } from '../model-file/index.ts';
import { rawColumns, writeInference, type InferenceOperations } from './inference.ts';

/**
 * The network, its padding and normaliser inside, as the bytes of a TensorFlow `saved_model.pb`: signature `serving_default` takes
 * `features`, float32 `[events, columns]` in the order of `rawColumns` (NaN where a value is missing), and gives `scores`,
 * `[events, outputs]`. Weights are constants of the graph. Equal models give equal bytes.
 */
export function exportSavedModel(model: Model): Uint8Array {
  const graph = createGraph();
  const o = operations(graph);
  const features = o.placeholder('float32', [-1, rawColumns(model).length]);
  const scores = writeInference(tensorFlow(o), model, features);
  return graph.savedModel({
    name: 'serving_default',
    inputs: { features: { value: features, shape: [-1, rawColumns(model).length] } },
    outputs: { scores: { value: scores, shape: [-1, model.architecture.outputs ?? 1] } },
  });
}

const tensorFlow = (o: Operations): InferenceOperations<Value> => ({
  constant: (shape, values) => o.constant({ type: 'float32', shape, values }),
  columns: (x, indices) => o.gather(x, o.constant({ type: 'int32', shape: [indices.length], values: indices }), 1),
  missing: (x) => o.cast(o.isNaN(x), 'float32'),
  filled: (x, row) => o.select(o.isNaN(x), row, x),
  add: o.add,
  subtract: o.subtract,
  multiply: o.multiply,
  matrixProduct: o.matrixProduct,
  limit: (x) => o.minimum(o.maximum(x, o.float(0)), o.float(1)),
  activation: (x, activation) => applyActivation(o, activation, x),
  normaliseRows: (x, epsilon) => normaliseRows(o, x, epsilon).normalised,
  sigmoid: o.sigmoid,
  softmax: o.softmax,
});
