import type { ConstantTensor } from '../attributes.ts';
import type { Value } from '../scope.ts';
import type { Nodes } from './nodes.ts';

export function constants({ one }: Nodes) {
  const constant = (tensor: ConstantTensor): Value =>
    one('Const', 'output', [], { dtype: { type: tensor.type }, value: { tensor } }, tensor.type);
  return {
    constant,
    /** float32 `[]` */
    float: (value: number) => constant({ type: 'float32', shape: [], values: Float32Array.of(value) }),
    /** int32 `[]` */
    integer: (value: number) => constant({ type: 'int32', shape: [], values: Int32Array.of(value) }),
    /** int32 vector */
    integers: (...values: number[]) =>
      constant({ type: 'int32', shape: [values.length], values: Int32Array.from(values) }),
  };
}
export type Constants = ReturnType<typeof constants>;
