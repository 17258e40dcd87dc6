import type { DataType } from '../attributes.ts';
import type { Scope, Value } from '../scope.ts';

/** Functions of a graph, defined by `Scope.define`. */
export function functions(scope: Scope) {
  return {
    define: scope.define,
    /** Calls a function as one node, its operations one after the other on the calling thread when `sequential`. */
    call: (name: string, inputs: readonly Value[], outputs: readonly DataType[], sequential: boolean) =>
      scope.add('StatefulPartitionedCall', {
        inputs,
        attributes: {
          Tin: { types: inputs.map(({ type }) => type) },
          Tout: { types: outputs },
          f: { function: name },
          ...(sequential ? { executor_type: { string: 'SINGLE_THREADED_EXECUTOR' } } : {}),
        },
        outputs,
        argument: 'output',
      }),
    /** Runs the function `body` on the loop variables as long as the function `condition` gives true of them. */
    loop: (condition: string, body: string, loopVariables: readonly Value[]) =>
      scope.add('While', {
        inputs: loopVariables,
        attributes: {
          T: { types: loopVariables.map(({ type }) => type) },
          cond: { function: condition },
          body: { function: body },
          output_shapes: { shapes: [] },
          parallel_iterations: { int: 1 },
        },
        outputs: loopVariables.map(({ type }) => type),
        argument: 'output',
      }),
  };
}
