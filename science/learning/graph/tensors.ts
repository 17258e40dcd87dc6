import type { ParameterLayout } from '../parameters.ts';
import type { Tensors } from './layers/index.ts';
import type { Operations } from './operations/index.ts';
import type { Value } from './scope.ts';

/** Cuts the vectors of parameters and moving averages into the tensors that layers ask for by name. */
export function namedTensors(
  o: Operations,
  parameters: ParameterLayout,
  parameterVector: Value,
  averages: ParameterLayout,
  averageVector: () => Value,
): Tensors {
  const parameterOf = cut(o, parameters, () => parameterVector);
  const averageOf = cut(o, averages, averageVector);
  return { o, parameter: parameterOf, average: averageOf };
}

function cut(o: Operations, layout: ParameterLayout, vector: () => Value): (name: string) => Value {
  let pieces: ReadonlyMap<string, Value> | undefined;
  return (name) => {
    pieces ??= new Map(
      o
        .split(
          vector(),
          layout.tensors.map(({ length }) => length),
        )
        .map((piece, index) => {
          const { name: key, shape } = layout.tensors[index] as ParameterLayout['tensors'][number];
          return [key, shape.length === 1 ? piece : o.reshape(piece, shape)] as const;
        }),
    );
    const piece = pieces.get(name);
    if (piece === undefined) throw new Error(`there is no tensor ${name}`);
    return piece;
  };
}
