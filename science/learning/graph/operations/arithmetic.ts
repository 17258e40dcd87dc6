import type { DataType } from '../attributes.ts';
import type { Value } from '../scope.ts';
import { typed, type Nodes } from './nodes.ts';

/** Number by number. */
export function arithmetic({ one, several, unary, binary }: Nodes) {
  return {
    add: binary('AddV2'),
    subtract: binary('Sub'),
    /** Of int32, rounded towards zero. */
    quotient: (a: Value, b: Value) => one('TruncateDiv', 'z', [a, b], typed('int32')),
    multiply: binary('Mul'),
    divide: binary('RealDiv'),
    minimum: binary('Minimum'),
    maximum: binary('Maximum'),
    /** Of type bool. */
    less: (a: Value, b: Value) => one('Less', 'z', [a, b], typed(a.type), 'bool'),
    /** Of type bool. */
    lessEqual: (a: Value, b: Value) => one('LessEqual', 'z', [a, b], typed(a.type), 'bool'),
    /** Of two values of type bool. */
    and: (a: Value, b: Value) => one('LogicalAnd', 'z', [a, b], {}, 'bool'),
    /** Of type bool. */
    isNaN: (x: Value) => one('IsNan', 'y', [x], typed(x.type), 'bool'),
    select: (condition: Value, a: Value, b: Value) =>
      one('SelectV2', 'output', [condition, a, b], typed(a.type), a.type),
    cast: (x: Value, type: DataType) =>
      one('Cast', 'y', [x], { SrcT: { type: x.type }, DstT: { type }, Truncate: { bool: false } }, type),
    exponential: unary('Exp', 'y'),
    /** -1, 0 or 1. */
    sign: unary('Sign', 'y'),
    erf: unary('Erf', 'y'),
    square: unary('Square', 'y'),
    squareRoot: unary('Sqrt', 'y'),
    logarithm: unary('Log', 'y'),
    reciprocalRoot: unary('Rsqrt', 'y'),
    sigmoid: unary('Sigmoid', 'y'),
    tanh: unary('Tanh', 'y'),
    relu: unary('Relu', 'activations'),
    selu: unary('Selu', 'activations'),
    elu: unary('Elu', 'activations'),
    leakyRelu: (x: Value, slope: number) =>
      one('LeakyRelu', 'activations', [x], { ...typed('float32'), alpha: { float: slope } }),
    logSoftmax: (logits: Value) => one('LogSoftmax', 'logsoftmax', [logits], typed('float32')),
    softmax: (logits: Value) => one('Softmax', 'softmax', [logits], typed('float32')),
    onesLike: unary('OnesLike', 'y'),
    /** `a` where the condition (bool) holds, else `b`; shapes broadcast. */
    choose: (condition: Value, a: Value, b: Value) =>
      one('SelectV2', 'output', [condition, a, b], typed(a.type), a.type),
    /** ln(1 + e^x) without overflow. */
    softplus: unary('Softplus', 'activations'),
    /**
     * Cross-entropy of a softmax, `[events, classes]` logits and int32 `[events]` classes: the loss of each event and its
     * derivative by the logits.
     */
    softmaxCrossEntropy: (logits: Value, classes: Value) => {
      const [value, slope] = several('SparseSoftmaxCrossEntropyWithLogits', ['loss', 'backprop'], [logits, classes], {
        ...typed('float32'),
        Tlabels: { type: 'int32' },
      });
      return { value: value as Value, slope: slope as Value };
    },
    // Gradients: the first argument is the gradient of the loss by the output, the second the output.
    reluGradient: binary('ReluGrad', 'backprops'),
    /** Takes the input or the output: their signs are equal. */
    leakyReluGradient: (gradient: Value, x: Value, slope: number) =>
      one('LeakyReluGrad', 'backprops', [gradient, x], { ...typed('float32'), alpha: { float: slope } }),
    seluGradient: binary('SeluGrad', 'backprops'),
    eluGradient: binary('EluGrad', 'backprops'),
    tanhGradient: (gradient: Value, output: Value) => one('TanhGrad', 'z', [output, gradient], typed('float32')),
    sigmoidGradient: (gradient: Value, output: Value) => one('SigmoidGrad', 'z', [output, gradient], typed('float32')),
  };
}
