import type { ParameterLayout } from '../../parameters.ts';
import type { Value } from '../../graph/scope.ts';
import type { Tape, Tracked } from '../differentiation/index.ts';
import type { ParametersOf } from '../models/perceptron.ts';

/** The tensors of a vector of parameters, watched or not, and all of them in the order of the layout. */
export function parametersIn(
  tape: Tape,
  layout: ParameterLayout,
  vector: Value,
  watched: boolean,
): { readonly parameter: ParametersOf; readonly all: readonly Tracked[] } {
  const { o } = tape;
  const pieces = o.split(
    vector,
    layout.tensors.map(({ length }) => length),
  );
  const all = layout.tensors.map(({ shape }, index) => {
    const [rows = 1, columns = 1] = shape.length === 1 ? [1, ...shape] : shape;
    const value = o.reshape(pieces[index] as Value, [rows, columns]);
    return watched ? tape.watch(value, rows, columns) : tape.constant(value, rows, columns);
  });
  const byName = new Map(layout.tensors.map(({ name }, index) => [name, all[index] as Tracked]));
  return {
    all,
    parameter(name) {
      const found = byName.get(name);
      if (found === undefined) throw new Error(`there is no tensor ${name}`);
      return found;
    },
  };
}
