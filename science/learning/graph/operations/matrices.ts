import type { Value } from '../scope.ts';
import type { Constants } from './constants.ts';
import { typed, type Attributes, type Nodes } from './nodes.ts';

export function matrices({ one }: Nodes, { integers }: Constants) {
  const reduce =
    (operation: string) =>
    (x: Value, axis: number, keepDimension = false) =>
      one(operation, 'output', [x, integers(axis)], {
        ...typed(x.type),
        Tidx: { type: 'int32' },
        keep_dims: { bool: keepDimension },
      });
  return {
    matrixProduct: (a: Value, b: Value, transpose: { readonly a?: boolean; readonly b?: boolean } = {}) =>
      one('MatMul', 'product', [a, b], {
        ...typed('float32'),
        transpose_a: { bool: transpose.a ?? false },
        transpose_b: { bool: transpose.b ?? false },
      }),
    /** a^T b by oneDNN's own kernel, a quarter faster than through the general one; x86 processors only. */
    transposedProduct: (a: Value, b: Value) =>
      one('_MklMatMul', 'product', [a, b], {
        ...typed('float32'),
        ...oneDnn,
        transpose_a: { bool: true },
        transpose_b: { bool: false },
      }),
    /** `[rows, n] + [n]` */
    addBias: (x: Value, bias: Value) => one('BiasAdd', 'output', [x, bias], typed('float32')),
    /** x W + b, or its relu, in one pass over the result; a processor's kernel only. */
    fusedDense: (x: Value, weights: Value, bias: Value, relu: boolean) =>
      one('_FusedMatMul', 'product', [x, weights, bias], fusion(relu ? ['BiasAdd', 'Relu'] : ['BiasAdd'])),
    /** elu(x W + b) in one pass over the result, by oneDNN's kernel with its exponential; x86 processors only. */
    denseElu: (x: Value, weights: Value, bias: Value) =>
      one('_MklNativeFusedMatMul', 'product', [x, weights, bias], {
        ...fusion(['BiasAdd', 'Elu']),
        ...oneDnn,
        is_weight_const: { bool: false },
        is_bias_const: { bool: false },
      }),
    /** Sum over all but the last dimension: the gradient of a bias. */
    columnSums: (x: Value) => one('BiasAddGrad', 'output', [x], typed('float32')),
    sum: reduce('Sum'),
    mean: reduce('Mean'),
    /** `[a, b]` as `[b, a]` */
    transpose: (x: Value) => one('Transpose', 'y', [x, integers(1, 0)], { ...typed(x.type), Tperm: { type: 'int32' } }),
  };
}

const fusion = (operations: readonly string[]): Attributes => ({
  ...typed('float32'),
  transpose_a: { bool: false },
  transpose_b: { bool: false },
  num_args: { int: 1 },
  fused_ops: { strings: operations },
  epsilon: { float: 0 },
  leakyrelu_alpha: { float: 0 },
});

/** Picks the kernel that takes tensors as they are. */
const oneDnn: Attributes = { _kernel: { string: 'MklNameChangeOp' } };
