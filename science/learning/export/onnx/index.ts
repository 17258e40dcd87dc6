import { outputNames, type Model } from '../../model-file/index.ts';
import { negativeSlope, type Nonlinearity } from '../../network.ts';
import { rawColumns, writeInference, type InferenceOperations } from '../inference.ts';
import { createOnnxGraph, type OnnxGraph, type OnnxValue } from './graph.ts';

/**
 * The network, its padding and normaliser inside, as an ONNX model: input `features`, float32 `[events, columns]` in the order that
 * the metadata `columns` gives (NaN where a value is missing), output `scores`, `[events, outputs]`. Equal models give equal bytes.
 */
export function exportOnnx(model: Model): Uint8Array {
  const graph = createOnnxGraph();
  const columns = rawColumns(model);
  const scores = writeInference(onnx(graph), model, 'features');
  return graph.model({
    input: { name: 'features', width: columns.length },
    output: { name: 'scores', value: scores, width: model.architecture.outputs ?? 1 },
    metadata: { columns: JSON.stringify(columns), outputs: JSON.stringify(outputNames(model)) },
  });
}

function onnx(graph: OnnxGraph): InferenceOperations<OnnxValue> {
  const binary = (operator: string) => (a: OnnxValue, b: OnnxValue) => graph.add(operator, [a, b]);
  const number = (value: number) => graph.floats([], Float32Array.of(value));
  const add = binary('Add');
  const multiply = binary('Mul');
  const subtract = binary('Sub');
  const isMissing = (x: OnnxValue) => graph.add('IsNaN', [x]);
  const rowMean = (x: OnnxValue) => graph.add('ReduceMean', [x], { axes: { ints: [1] }, keepdims: { int: 1 } });
  return {
    constant: graph.floats,
    columns: (x, indices) => graph.add('Gather', [x, graph.integers([...indices])], { axis: { int: 1 } }),
    missing: (x) => graph.add('Cast', [isMissing(x)], { to: { int: 1 } }),
    filled: (x, row) => graph.add('Where', [isMissing(x), row, x]),
    add,
    subtract,
    multiply,
    matrixProduct: binary('MatMul'),
    limit: (x) => graph.add('Clip', [x, number(0), number(1)]),
    activation: (x, activation) => activate(graph, x, activation, number),
    normaliseRows(x, epsilon) {
      const centred = subtract(x, rowMean(x));
      const variance = rowMean(multiply(centred, centred));
      return graph.add('Div', [centred, graph.add('Sqrt', [add(variance, number(epsilon))])]);
    },
    sigmoid: (x) => graph.add('Sigmoid', [x]),
    softmax: (x) => graph.add('Softmax', [x], { axis: { int: 1 } }),
  };
}

const operators = { relu: 'Relu', selu: 'Selu', elu: 'Elu', tanh: 'Tanh', sigmoid: 'Sigmoid' } as const;

function activate(
  graph: OnnxGraph,
  x: OnnxValue,
  given: Nonlinearity,
  number: (value: number) => OnnxValue,
): OnnxValue {
  switch (given.activation) {
    case 'linear':
      return x;
    case 'leaky-relu':
      return graph.add('LeakyRelu', [x], { alpha: { float: negativeSlope(given) } });
    case 'gelu': {
      // x (1 + erf(x / sqrt 2)) / 2
      const erf = graph.add('Erf', [graph.add('Mul', [x, number(Math.SQRT1_2)])]);
      const half = graph.add('Mul', [x, number(0.5)]);
      return graph.add('Mul', [half, graph.add('Add', [erf, number(1)])]);
    }
    default:
      return graph.add(operators[given.activation], [x]);
  }
}
