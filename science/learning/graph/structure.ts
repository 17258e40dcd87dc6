import { operations, type Operations } from './operations/index.ts';
import type { Value } from './scope.ts';

/** A value, or a list or object of such. */
export type Values = Value | readonly Values[] | { readonly [name: string]: Values };

const isValue = (values: Values): values is Value => 'reference' in values && 'node' in values;

export function flatValues(values: Values): readonly Value[] {
  if (isValue(values)) return [values];
  return Object.values(values).flatMap(flatValues);
}

/** The same structure with other values, taken from the front of `rest`. */
export function likeStructure(values: Values, rest: Value[]): Values {
  if (isValue(values)) return rest.shift() as Value;
  if (Array.isArray(values)) return (values as readonly Values[]).map((value) => likeStructure(value, rest));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, likeStructure(value, rest)]));
}

/**
 * Defines a function and calls it once for each of `inputs`, whose structures are equal. Calls that do not need each other run in
 * parallel, each on one thread, one operation after the other.
 * @param sequential adds the function's nodes in its place, once for each of `inputs`: where there is one thread, a call within a
 * call would wait for it forever
 * @param body is given the number of its copy: the first one defines the functions that it needs
 */
export function callForEach<V extends object>(
  o: Operations,
  name: string,
  inputs: readonly V[],
  sequential: boolean,
  body: (inner: Operations, inputs: V, copy: number) => readonly Value[],
): readonly (readonly Value[])[] {
  const [first] = inputs;
  if (first === undefined) return [];
  if (sequential) return inputs.map((given, copy) => body(o, given, copy));
  let results: readonly Value[] = [];
  const types = flatValues(first as Values).map(({ type }) => type);
  o.define(name, types, (scope, values) => {
    results = body(operations(scope), likeStructure(first as Values, [...values]) as V, 0);
    return results;
  });
  const outputs = results.map(({ type }) => type);
  return inputs.map((given) => o.call(name, flatValues(given as Values), outputs, true));
}
