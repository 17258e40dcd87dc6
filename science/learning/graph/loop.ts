import type { DataType } from './attributes.ts';
import { operations, type Operations } from './operations/index.ts';
import type { Value } from './scope.ts';

/** A value, or a list or object of such. */
type Values = Value | readonly Values[] | { readonly [name: string]: Values };

/**
 * One call that runs `body` for 0 ... count - 1 and concatenates the vectors that it gives.
 * @param inputs values that the body needs of outside, in lists and objects as one likes: it is given the same structure
 */
export function loopOver<V extends object>(
  o: Operations,
  name: string,
  count: Value,
  inputs: V,
  sequential: boolean,
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
  o.define(`${name}_all`, types.slice(1), (scope, values) => {
    const inner = operations(scope);
    return [inner.loop(`${name}_more`, `${name}_body`, [inner.integer(0), ...values])[2] as Value];
  });
  const none = o.constant({ type: 'float32', shape: [0], values: new Float32Array(0) });
  return o.call(`${name}_all`, [count, none, ...flat], ['float32'], sequential)[0] as Value;
}

/**
 * Runs `body` for `begin` ... `end - 1` and adds up what it gives: one tensor for each of `zeros`, of its shape.
 * @param inputs as for `loopOver`
 */
export function sumOver<V extends object>(
  o: Operations,
  name: string,
  [begin, end]: readonly [Value, Value],
  inputs: V,
  zeros: readonly Value[],
  body: (inner: Operations, index: Value, inputs: V) => readonly Value[],
): readonly Value[] {
  const variables = [begin, end, ...zeros, ...flatValues(inputs as Values)];
  const types = variables.map(({ type }) => type);
  o.define(`${name}_more`, types, (scope, [index, last]) => [operations(scope).less(index as Value, last as Value)]);
  o.define(`${name}_body`, types, (scope, [index, last, ...rest]) => {
    const inner = operations(scope);
    const given = rest.slice(zeros.length);
    const parts = body(inner, index as Value, likeStructure(inputs as Values, [...given]) as V);
    const sums = parts.map((part, number) => inner.add(rest[number] as Value, part));
    return [inner.add(index as Value, inner.integer(1)), last as Value, ...sums, ...given];
  });
  return o.loop(`${name}_more`, `${name}_body`, variables).slice(2, 2 + zeros.length);
}

const isValue = (values: Values): values is Value => 'reference' in values && 'node' in values;

function flatValues(values: Values): readonly Value[] {
  if (isValue(values)) return [values];
  return Object.values(values).flatMap(flatValues);
}

/** The same structure with other values, taken from the front of `rest`. */
function likeStructure(values: Values, rest: Value[]): Values {
  if (isValue(values)) return rest.shift() as Value;
  if (Array.isArray(values)) return (values as readonly Values[]).map((value) => likeStructure(value, rest));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, likeStructure(value, rest)]));
}
