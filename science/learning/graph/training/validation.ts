import type { Activations } from '../layers/index.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import { namedTensors } from '../tensors.ts';
import type { Design, EventVariables, StateVariables } from './design.ts';

/** Adds the nodes that score one chunk of events in inference mode. The sum of weight x loss over the chunk, `[1]`. */
export function validationChunk(
  o: Operations,
  { stack, parameters, averages, loss }: Design,
  variables: EventVariables,
  state: Pick<StateVariables, 'parameters' | 'averages'>,
  chunk: { readonly number: Value; readonly size: Value },
): Value {
  const [features, labels, weights] = [variables.features, variables.labels, variables.weights].map((variable) =>
    o.read(variable),
  ) as [Value, Value, Value];
  const begin = o.multiply(chunk.number, chunk.size);
  const events = o.minimum(chunk.size, o.subtract(o.size(labels), begin));
  const cut = (vector: Value) => o.slice(vector, o.reshape(begin, [1]), o.reshape(events, [1]));
  const width = o.gather(o.shape(features), o.integer(1));
  const input: Activations = {
    value: o.slice(features, o.pack([begin, o.integer(0)]), o.pack([events, width])),
    scale: 1,
  };
  const tensors = namedTensors(o, parameters, o.read(state.parameters), averages, () => o.read(state.averages));
  const output = stack.layers.reduce((activations, layer) => layer.infer(tensors, activations), input);
  return o.sum(o.multiply(cut(weights), loss(o, output.value, cut(labels)).value), 0, true);
}
