import type { DataType, Shape } from '../attributes.ts';
import type { Value } from '../scope.ts';
import type { Nodes } from './nodes.ts';

/** What a call is fed, and what stays in the session between calls. */
export function variables({ one, unary, effect }: Nodes) {
  const write =
    (operation: string) =>
    (variable: Value, value: Value): void => {
      effect(operation, [variable, value], { dtype: { type: value.type } });
    };
  return {
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
    assign: write('AssignVariableOp'),
    assignAdd: write('AssignAddVariableOp'),
    assignSubtract: write('AssignSubVariableOp'),
    /** A copy in memory of its own: what is fed may share memory with a JavaScript array. */
    copy: unary('DeepCopy', 'y'),
    effect,
  };
}
