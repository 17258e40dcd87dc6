import type { ConstantTensor, DataType, Shape } from './attributes.ts';
import type { FunctionBody, Scope, Value } from './scope.ts';

/** TensorFlow's operations by the names of mathematics, added to one scope. Tensors are float32 unless said otherwise. */
export type Operations = ReturnType<typeof operations>;

export function operations(scope: Scope) {
  const one = (
    operation: string,
    argument: string,
    inputs: readonly Value[],
    attributes = {},
    type: DataType = inputs[0]?.type ?? 'float32',
  ): Value => scope.add(operation, { inputs, attributes, outputs: [type], argument })[0] as Value;
  const typed = (type: DataType) => ({ T: { type } });
  const unary = (operation: string, argument: string) => (x: Value) => one(operation, argument, [x], typed(x.type));
  const binary =
    (operation: string, argument = 'z') =>
    (a: Value, b: Value) =>
      one(operation, argument, [a, b], typed(a.type));

  const constant = (tensor: ConstantTensor): Value =>
    one('Const', 'output', [], { dtype: { type: tensor.type }, value: { tensor } }, tensor.type);
  const float = (value: number) => constant({ type: 'float32', shape: [], values: Float32Array.of(value) });
  const integer = (value: number) => constant({ type: 'int32', shape: [], values: Int32Array.of(value) });
  const integers = (...values: number[]) =>
    constant({ type: 'int32', shape: [values.length], values: Int32Array.from(values) });
  const effect = (operation: string, inputs: readonly Value[], attributes = {}): void => {
    scope.add(operation, { inputs, attributes, outputs: [], argument: [] });
  };
  const reduce =
    (operation: string) =>
    (x: Value, axis: number, keepDimensions = false) =>
      one(operation, 'output', [x, integers(axis)], {
        ...typed(x.type),
        Tidx: { type: 'int32' },
        keep_dims: { bool: keepDimensions },
      });

  return {
    scope,
    constant,
    float,
    integer,
    integers,
    add: binary('AddV2'),
    subtract: binary('Sub'),
    multiply: binary('Mul'),
    divide: binary('RealDiv'),
    minimum: binary('Minimum'),
    maximum: binary('Maximum'),
    /** 1 or 0 of type bool. */
    less: (a: Value, b: Value) => one('Less', 'z', [a, b], typed(a.type), 'bool'),
    greaterEqual: (a: Value, b: Value) => one('GreaterEqual', 'z', [a, b], typed(a.type), 'bool'),
    select: (condition: Value, a: Value, b: Value) =>
      one('SelectV2', 'output', [condition, a, b], typed(a.type), a.type),
    cast: (x: Value, type: DataType) =>
      one('Cast', 'y', [x], { SrcT: { type: x.type }, DstT: { type }, Truncate: { bool: false } }, type),
    square: unary('Square', 'y'),
    squareRoot: unary('Sqrt', 'y'),
    reciprocalRoot: unary('Rsqrt', 'y'),
    negate: unary('Neg', 'y'),
    log: unary('Log', 'y'),
    sigmoid: unary('Sigmoid', 'y'),
    tanh: unary('Tanh', 'y'),
    relu: unary('Relu', 'activations'),
    selu: unary('Selu', 'activations'),
    elu: unary('Elu', 'activations'),
    /** log(1 + exp(x)) without overflow. */
    softplus: unary('Softplus', 'activations'),
    /** Gradients: the first argument is the gradient of the loss by the output, the second the output. */
    reluGradient: binary('ReluGrad', 'backprops'),
    seluGradient: binary('SeluGrad', 'backprops'),
    eluGradient: binary('EluGrad', 'backprops'),
    tanhGradient: (gradient: Value, output: Value) => one('TanhGrad', 'z', [output, gradient], typed('float32')),
    sigmoidGradient: (gradient: Value, output: Value) => one('SigmoidGrad', 'z', [output, gradient], typed('float32')),
    matrixProduct: (a: Value, b: Value, transpose: { a?: boolean; b?: boolean } = {}) =>
      one('MatMul', 'product', [a, b], {
        ...typed('float32'),
        transpose_a: { bool: transpose.a ?? false },
        transpose_b: { bool: transpose.b ?? false },
      }),
    /** `[rows, n] + [n]`. */
    addBias: (x: Value, bias: Value) => one('BiasAdd', 'output', [x, bias], typed('float32')),
    /** relu(x W + b) in one pass over the result; a processor's kernel only. */
    denseRelu: (x: Value, weights: Value, bias: Value) =>
      one('_FusedMatMul', 'product', [x, weights, bias], {
        ...typed('float32'),
        transpose_a: { bool: false },
        transpose_b: { bool: false },
        num_args: { int: 1 },
        fused_ops: { strings: ['BiasAdd', 'Relu'] },
        epsilon: { float: 0 },
        leakyrelu_alpha: { float: 0 },
      }),
    /** Sum over all but the last dimension: the gradient of a bias. */
    columnSums: (x: Value) => one('BiasAddGrad', 'output', [x], typed('float32')),
    sum: reduce('Sum'),
    mean: reduce('Mean'),
    reshape: (x: Value, shape: Value | readonly number[]) =>
      one('Reshape', 'output', [x, isValue(shape) ? shape : integers(...shape)], {
        ...typed(x.type),
        Tshape: { type: 'int32' },
      }),
    shape: (x: Value) => one('Shape', 'output', [x], { ...typed(x.type), out_type: { type: 'int32' } }, 'int32'),
    /** Number of elements, int32. */
    size: (x: Value) => one('Size', 'output', [x], { ...typed(x.type), out_type: { type: 'int32' } }, 'int32'),
    /** Rows `indices` of `x`. */
    gather: (x: Value, indices: Value) =>
      one('GatherV2', 'output', [x, indices, integer(0)], {
        Tparams: { type: x.type },
        Tindices: { type: 'int32' },
        Taxis: { type: 'int32' },
      }),
    slice: (x: Value, begin: Value, size: Value) =>
      one('Slice', 'output', [x, begin, size], { ...typed(x.type), Index: { type: 'int32' } }),
    /** The part of a vector from `bounds[index]` to `bounds[index + 1]`. */
    section: (x: Value, bounds: Value, index: Value): Value => section(operations(scope), x, bounds, index),
    concatenate: (parts: readonly Value[], axis = 0) =>
      one('ConcatV2', 'output', [...parts, integer(axis)], {
        ...typed(parts[0]?.type ?? 'float32'),
        N: { int: parts.length },
        Tidx: { type: 'int32' },
      }),
    /** Scalars as one vector. */
    pack: (parts: readonly Value[]) =>
      one('Pack', 'output', parts, {
        ...typed(parts[0]?.type ?? 'float32'),
        N: { int: parts.length },
        axis: { int: 0 },
      }),
    /** The `count` rows of `x`, one by one. */
    unpack: (x: Value, count: number): readonly Value[] =>
      scope.add('Unpack', {
        inputs: [x],
        attributes: { ...typed(x.type), num: { int: count }, axis: { int: 0 } },
        outputs: Array.from({ length: count }, () => x.type),
        argument: 'output',
      }),
    /** Cuts a vector into pieces of these lengths. */
    split: (x: Value, sizes: readonly number[]): readonly Value[] =>
      scope.add('SplitV', {
        inputs: [x, integers(...sizes), integer(0)],
        attributes: { ...typed(x.type), num_split: { int: sizes.length }, Tlen: { type: 'int32' } },
        outputs: sizes.map(() => x.type),
        argument: 'output',
      }),
    /** Vector of `length` (int32 `[1]`), `value` everywhere but `other` at the sorted `indices`. */
    marked: (indices: Value, length: Value, value: Value, other: Value) =>
      one(
        'SparseToDense',
        'dense',
        [indices, length, other, value],
        { ...typed(value.type), Tindices: { type: 'int32' }, validate_indices: { bool: false } },
        value.type,
      ),
    /** `[a, b]` as `[b, a]`. */
    transpose: (x: Value) => one('Transpose', 'y', [x, integers(1, 0)], { ...typed(x.type), Tperm: { type: 'int32' } }),
    /** A vector, `count` times. */
    tile: (x: Value, count: number) =>
      one('Tile', 'output', [x, integers(count)], { ...typed(x.type), Tmultiples: { type: 'int32' } }),
    identity: (x: Value) => one('Identity', 'output', [x], typed(x.type)),
    /** A copy in memory of its own: what is fed from JavaScript shares memory with a JavaScript array. */
    copy: unary('DeepCopy', 'y'),
    placeholder: (type: DataType, shape: Shape) =>
      one('Placeholder', 'output', [], { dtype: { type }, shape: { shape } }, type),
    variable: (type: DataType, shape: Shape, name: string) =>
      one(
        'VarHandleOp',
        'resource',
        [],
        { dtype: { type }, shape: { shape }, shared_name: { string: name } },
        'resource',
      ),
    read: (variable: Value, type: DataType = 'float32') =>
      one('ReadVariableOp', 'value', [variable], { dtype: { type } }, type),
    assign: (variable: Value, value: Value): void => {
      effect('AssignVariableOp', [variable, value], { dtype: { type: value.type } });
    },
    assignAdd: (variable: Value, value: Value): void => {
      effect('AssignAddVariableOp', [variable, value], { dtype: { type: value.type } });
    },
    assignSubtract: (variable: Value, value: Value): void => {
      effect('AssignSubVariableOp', [variable, value], { dtype: { type: value.type } });
    },
    effect,
    /** Calls a function as one node, its operations one after the other on the calling thread when `sequential`. */
    call: (name: string, inputs: readonly Value[], outputs: readonly DataType[], sequential: boolean) =>
      scope.add('StatefulPartitionedCall', {
        inputs,
        attributes: {
          Tin: { types: inputs.map(({ type }) => type) },
          Tout: { types: outputs },
          f: { function: name },
          ...(sequential ? { executor_type: { string: 'SINGLE_THREADED_EXECUTOR' } } : {}),
        },
        outputs,
        argument: 'output',
      }),
    /** Runs `body` on the loop variables as long as `condition` gives true. */
    loop: (condition: string, body: string, variables: readonly Value[]) =>
      scope.add('While', {
        inputs: variables,
        attributes: {
          T: { types: variables.map(({ type }) => type) },
          cond: { function: condition },
          body: { function: body },
          output_shapes: { shapes: [] },
          parallel_iterations: { int: 1 },
        },
        outputs: variables.map(({ type }) => type),
        argument: 'output',
      }),
    define: (name: string, inputs: readonly DataType[], body: FunctionBody) => {
      scope.define(name, inputs, body);
    },
  };
}

function section(o: Operations, x: Value, bounds: Value, index: Value): Value {
  const [begin, end] = o.unpack(o.slice(bounds, o.reshape(index, [1]), o.integers(2)), 2) as [Value, Value];
  return o.slice(x, o.reshape(begin, [1]), o.reshape(o.subtract(end, begin), [1]));
}

const isValue = (shape: Value | readonly number[]): shape is Value => 'reference' in shape;
