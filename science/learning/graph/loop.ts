import type { DataType } from './attributes.ts';
import { operations, type Operations } from './operations/index.ts';
import type { Value } from './scope.ts';
import { flatValues, likeStructure, type Values } from './structure.ts';

/** How a loop runs: it gives the same in any case. */
export interface LoopExecution {
  /** One operation after the other. */
  readonly sequential: boolean;
  /** Runs of consecutive numbers that go side by side, one operation after the other each; absent: 1. */
  readonly lanes?: number;
}

/**
 * Runs `body` for 0 ... count - 1 and concatenates the vectors that it gives.
 * @param inputs values that the body needs of outside, in lists and objects as one likes: it is given the same structure
 */
export function loopOver<V extends object>(
  o: Operations,
  name: string,
  count: Value,
  inputs: V,
  { sequential, lanes = 1 }: LoopExecution,
  body: (inner: Operations, index: Value, inputs: V) => Value,
): Value {
  const flat = flatValues(inputs as Values);
  const types: DataType[] = ['int32', 'int32', 'float32', ...flat.map(({ type }) => type)];
  o.define(`${name}_more`, types, (scope, [index, end]) => [operations(scope).less(index as Value, end as Value)]);
  o.define(`${name}_body`, types, (scope, [index, end, gathered, ...rest]) => {
    const inner = operations(scope);
    const result = body(inner, index as Value, likeStructure(inputs as Values, [...rest]) as V);
    const next = inner.add(index as Value, inner.integer(1));
    return [next, end as Value, inner.concatenate([gathered as Value, result]), ...rest];
  });
  o.define(`${name}_all`, types, (scope, values) => [
    operations(scope).loop(`${name}_more`, `${name}_body`, values)[2] as Value,
  ]);
  const none = o.constant({ type: 'float32', shape: [0], values: new Float32Array(0) });
  const bound = (lane: number) => o.quotient(o.multiply(count, o.integer(lane)), o.integer(lanes));
  const parts = Array.from({ length: lanes }, (_, lane) => {
    const range = lanes === 1 ? [o.integer(0), count] : [bound(lane), bound(lane + 1)];
    return o.call(`${name}_all`, [...range, none, ...flat], ['float32'], sequential || lanes > 1)[0] as Value;
  });
  return lanes === 1 ? (parts[0] as Value) : o.concatenate(parts);
}

/**
 * Runs `body` for `begin` ... `end - 1` and adds up what it gives: one tensor for each of `zeros`, of its shape.
 * @param inputs as for `loopOver`
 * @param defined a loop of this name, with the same structures, was added before: its functions serve again
 */
export function sumOver<V extends object>(
  o: Operations,
  name: string,
  [begin, end]: readonly [Value, Value],
  inputs: V,
  zeros: readonly Value[],
  body: (inner: Operations, index: Value, inputs: V) => readonly Value[],
  defined = false,
): readonly Value[] {
  const variables = [begin, end, ...zeros, ...flatValues(inputs as Values)];
  const types = variables.map(({ type }) => type);
  if (!defined) {
    o.define(`${name}_more`, types, (scope, [index, last]) => [operations(scope).less(index as Value, last as Value)]);
    o.define(`${name}_body`, types, (scope, [index, last, ...rest]) => {
      const inner = operations(scope);
      const given = rest.slice(zeros.length);
      const parts = body(inner, index as Value, likeStructure(inputs as Values, [...given]) as V);
      const sums = parts.map((part, number) => inner.add(rest[number] as Value, part));
      return [inner.add(index as Value, inner.integer(1)), last as Value, ...sums, ...given];
    });
  }
  return o.loop(`${name}_more`, `${name}_body`, variables).slice(2, 2 + zeros.length);
}
