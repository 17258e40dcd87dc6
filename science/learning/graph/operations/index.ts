import type { Scope } from '../scope.ts';
import { arithmetic } from './arithmetic.ts';
import { constants } from './constants.ts';
import { functions } from './functions.ts';
import { matrices } from './matrices.ts';
import { nodes } from './nodes.ts';
import { shapes } from './shapes.ts';
import { variables } from './variables.ts';

/** TensorFlow's operations by the names of mathematics, added to one scope. Tensors are float32 unless said otherwise. */
export type Operations = ReturnType<typeof operations>;

export function operations(scope: Scope) {
  const add = nodes(scope);
  const constant = constants(add);
  return {
    ...constant,
    ...arithmetic(add),
    ...matrices(add, constant),
    ...shapes(scope, add, constant),
    ...variables(add),
    ...functions(scope),
  };
}
