import type { DataType } from '../attributes.ts';
import type { Value } from '../scope.ts';
import { typed, type Nodes } from './nodes.ts';

/** Number by number. */
export function arithmetic({ one, unary, binary }: Nodes) {
  return {
    add: binary('AddV2'),
    subtract: binary('Sub'),
    multiply: binary('Mul'),
    divide: binary('RealDiv'),
    minimum: binary('Minimum'),
    /** Of type bool. */
    less: (a: Value, b: Value) => one('Less', 'z', [a, b], typed(a.type), 'bool'),
    cast: (x: Value, type: DataType) =>
      one('Cast', 'y', [x], { SrcT: { type: x.type }, DstT: { type }, Truncate: { bool: false } }, type),
    square: unary('Square', 'y'),
    squareRoot: unary('Sqrt', 'y'),
    reciprocalRoot: unary('Rsqrt', 'y'),
    sigmoid: unary('Sigmoid', 'y'),
    tanh: unary('Tanh', 'y'),
    relu: unary('Relu', 'activations'),
    selu: unary('Selu', 'activations'),
    elu: unary('Elu', 'activations'),
    /** ln(1 + e^x) without overflow. */
    softplus: unary('Softplus', 'activations'),
    // Gradients: the first argument is the gradient of the loss by the output, the second the output.
    reluGradient: binary('ReluGrad', 'backprops'),
    seluGradient: binary('SeluGrad', 'backprops'),
    eluGradient: binary('EluGrad', 'backprops'),
    tanhGradient: (gradient: Value, output: Value) => one('TanhGrad', 'z', [output, gradient], typed('float32')),
    sigmoidGradient: (gradient: Value, output: Value) => one('SigmoidGrad', 'z', [output, gradient], typed('float32')),
  };
}
