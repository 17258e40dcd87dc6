import type { DataType } from './attributes.ts';
import { operations, type Operations } from './operations.ts';
import type { Value } from './scope.ts';

/** One call that runs `body` for 0 ... count - 1 and gathers the vectors that it gives. */
export function loopOver(
  o: Operations,
  name: string,
  count: Value,
  inputs: readonly Value[],
  sequential: boolean,
  body: (inner: Operations, step: Value, inputs: readonly Value[]) => Value,
): Value {
  const types: DataType[] = ['int32', 'int32', 'float32', ...inputs.map(({ type }) => type)];
  o.define(`${name}_more`, types, (scope, [step, last]) => [operations(scope).less(step as Value, last as Value)]);
  o.define(`${name}_body`, types, (scope, [step, last, gathered, ...rest]) => {
    const inner = operations(scope);
    const result = body(inner, step as Value, rest);
    const next = inner.add(step as Value, inner.integer(1));
    return [next, last as Value, inner.concatenate([gathered as Value, result]), ...rest];
  });
  o.define(`${name}_all`, types.slice(1), (scope, values) => {
    const inner = operations(scope);
    return [inner.loop(`${name}_more`, `${name}_body`, [inner.integer(0), ...values])[2] as Value];
  });
  const empty = o.constant({ type: 'float32', shape: [0], values: new Float32Array(0) });
  return o.call(`${name}_all`, [count, empty, ...inputs], ['float32'], sequential)[0] as Value;
}
