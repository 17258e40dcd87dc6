import type { Activations, Backward, TrainingPass } from '../layers/index.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import { namedTensors } from '../tensors.ts';
import type { Design, StateVariables } from './design.ts';
import type { StepFeed } from './feed.ts';
import { mask, type Rows } from './rows.ts';

/** Forward and backward over one shard: gradients by the name of the parameter, sum of weight x loss `[1]`. */
export function passThrough(
  o: Operations,
  { stack, parameters, averages, loss }: Design,
  state: Pick<StateVariables, 'parameters' | 'averages'>,
  feed: StepFeed,
  shard: Value,
  rows: Rows,
  divisor: Value,
  statistics: Pick<TrainingPass, 'inverseEvents' | 'observe' | 'inputMoments'>,
): { readonly gradients: ReadonlyMap<string, Value>; readonly loss: Value } {
  const gradients = new Map<string, Value>();
  const pass: TrainingPass = {
    ...namedTensors(o, parameters, o.read(state.parameters), averages, () => o.read(state.averages)),
    ...statistics,
    mask: (dropout, kept) =>
      mask(o, feed, shard, rows.events, { dropout, kept, units: stack.dropouts[dropout]?.units ?? 0 }),
    gradient: (name, value) => void gradients.set(name, value),
  };
  let activations: Activations = { value: rows.features, scale: 1 };
  const ways: Backward[] = [];
  for (const layer of stack.layers) {
    const { output, backward } = layer.train(pass, activations);
    activations = output;
    ways.push(backward);
  }
  const { value, slope } = loss(o, activations.value, rows.labels);
  const weighted = o.multiply(slope, o.reshape(rows.weights, [-1, 1]));
  let gradient: Value | undefined = o.multiply(weighted, divisor);
  for (const [index, backward] of [...ways.entries()].reverse())
    if (gradient !== undefined) gradient = backward(gradient, index > 0);
  return { gradients, loss: o.sum(o.multiply(rows.weights, value), 0, true) };
}
