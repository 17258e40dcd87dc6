import type { Scope, Value } from '../scope.ts';
import type { Constants } from './constants.ts';
import { typed, type Nodes } from './nodes.ts';

/** Parts of tensors, and tensors from parts. Indices and sizes are int32. */
export function shapes(scope: Scope, { one }: Nodes, { constant, integer, integers }: Constants) {
  const reshape = (x: Value, shape: Value | readonly number[]) =>
    one('Reshape', 'output', [x, 'reference' in shape ? shape : integers(...shape)], {
      ...typed(x.type),
      Tshape: { type: 'int32' },
    });
  const slice = (x: Value, begin: Value, size: Value) =>
    one('Slice', 'output', [x, begin, size], { ...typed(x.type), Index: { type: 'int32' } });
  const unpack = (x: Value, count: number): readonly Value[] =>
    scope.add('Unpack', {
      inputs: [x],
      attributes: { ...typed(x.type), num: { int: count }, axis: { int: 0 } },
      outputs: Array.from({ length: count }, () => x.type),
      argument: 'output',
    });
  const between = (bounds: Value, index: Value) =>
    unpack(slice(bounds, reshape(index, [1]), integers(2)), 2) as unknown as readonly [Value, Value];
  return {
    reshape,
    slice,
    /** The rows of `x` as so many tensors. */
    unpack,
    shape: (x: Value) => one('Shape', 'output', [x], { ...typed(x.type), out_type: { type: 'int32' } }, 'int32'),
    /** Number of elements. */
    size: (x: Value) => one('Size', 'output', [x], { ...typed(x.type), out_type: { type: 'int32' } }, 'int32'),
    /** Rows `indices` of `x`; with `axis` 1 its columns. */
    gather: (x: Value, indices: Value, axis = 0) =>
      one('GatherV2', 'output', [x, indices, integer(axis)], {
        Tparams: { type: x.type },
        Tindices: { type: 'int32' },
        Taxis: { type: 'int32' },
      }),
    /** `bounds[index]` and `bounds[index + 1]`. */
    between,
    /** The part of a vector from `bounds[index]` to `bounds[index + 1]`. */
    section(x: Value, bounds: Value, index: Value): Value {
      const [begin, end] = between(bounds, index);
      const size = one('Sub', 'z', [end, begin], typed('int32'));
      return slice(x, reshape(begin, [1]), reshape(size, [1]));
    },
    concatenate: (parts: readonly Value[], axis = 0) =>
      one('ConcatV2', 'output', [...parts, integer(axis)], {
        ...typed(parts[0]?.type ?? 'float32'),
        N: { int: parts.length },
        Tidx: { type: 'int32' },
      }),
    /** Scalars as one vector, vectors as the rows of a matrix. */
    pack: (parts: readonly Value[]) =>
      one('Pack', 'output', parts, {
        ...typed(parts[0]?.type ?? 'float32'),
        N: { int: parts.length },
        axis: { int: 0 },
      }),
    /** A matrix with columns of zeros added before and after its own. */
    padColumns: (x: Value, before: number, after: number) =>
      one('Pad', 'output', [x, reshape(integers(0, 0, before, after), [2, 2])], {
        ...typed(x.type),
        Tpaddings: { type: 'int32' },
      }),
    /** Cuts a vector into pieces of these lengths. */
    split: (x: Value, sizes: readonly number[]): readonly Value[] =>
      scope.add('SplitV', {
        inputs: [x, integers(...sizes), integer(0)],
        attributes: { ...typed(x.type), num_split: { int: sizes.length }, Tlen: { type: 'int32' } },
        outputs: sizes.map(() => x.type),
        argument: 'output',
      }),
    /** float32 zeros of this shape. */
    zeros: (...shape: number[]) =>
      one(
        'Fill',
        'output',
        [integers(...shape), constant({ type: 'float32', shape: [], values: new Float32Array(1) })],
        { ...typed('float32'), index_type: { type: 'int32' } },
        'float32',
      ),
    /** A vector, `count` times. */
    tile: (x: Value, count: number) =>
      one('Tile', 'output', [x, integers(count)], { ...typed(x.type), Tmultiples: { type: 'int32' } }),
    /** A vector of `length` (`[1]`) that is `value` everywhere but `other` at the sorted `indices`. */
    marked: (indices: Value, length: Value, value: Value, other: Value) =>
      one(
        'SparseToDense',
        'dense',
        [indices, length, other, value],
        { ...typed(value.type), Tindices: { type: 'int32' }, validate_indices: { bool: false } },
        value.type,
      ),
  };
}
