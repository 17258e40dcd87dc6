import type { Attribute, DataType } from '../attributes.ts';
import type { Scope, Value } from '../scope.ts';

export type Attributes = Readonly<Record<string, Attribute>>;
export type Nodes = ReturnType<typeof nodes>;

/** Adds nodes of one output, or of none, to a scope. */
export function nodes(scope: Scope) {
  const one = (
    operation: string,
    argument: string,
    inputs: readonly Value[],
    attributes: Attributes = {},
    type: DataType = inputs[0]?.type ?? 'float32',
  ): Value => scope.add(operation, { inputs, attributes, outputs: [type], argument })[0] as Value;
  return {
    one,
    /** An operation of several float32 outputs. */
    several: (
      operation: string,
      argument: readonly string[],
      inputs: readonly Value[],
      attributes: Attributes,
    ): readonly Value[] =>
      scope.add(operation, { inputs, attributes, outputs: argument.map(() => 'float32'), argument }),
    /** An operation on one tensor of any type. */
    unary: (operation: string, argument: string) => (x: Value) => one(operation, argument, [x], typed(x.type)),
    /** An operation on two tensors of the same type, which broadcast. */
    binary:
      (operation: string, argument = 'z') =>
      (a: Value, b: Value) =>
        one(operation, argument, [a, b], typed(a.type)),
    /** A node that only writes. */
    effect: (operation: string, inputs: readonly Value[], attributes: Attributes = {}): void => {
      scope.add(operation, { inputs, attributes, outputs: [], argument: [] });
    },
  };
}

/** The attribute that most operations take. */
export const typed = (type: DataType) => ({ T: { type } });
