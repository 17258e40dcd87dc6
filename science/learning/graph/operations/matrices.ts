import type { Value } from '../scope.ts';
import type { Constants } from './constants.ts';
import { typed, type Nodes } from './nodes.ts';

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
    /** `[rows, n] + [n]` */
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
    /** `[a, b]` as `[b, a]` */
    transpose: (x: Value) => one('Transpose', 'y', [x, integers(1, 0)], { ...typed(x.type), Tperm: { type: 'int32' } }),
  };
}
