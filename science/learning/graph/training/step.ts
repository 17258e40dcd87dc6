import type { Activations, Backward, TrainingPass } from '../layers/index.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import { namedTensors } from '../tensors.ts';
import { flatten, type Design, type EventVariables, type StateVariables } from './design.ts';

/** What one step of a call takes: everything for all steps of the call, and the number of the step (from 0). */
export interface StepFeed {
  readonly step: Value;
  /** int32 `[]`, events of a full batch. */
  readonly batch: Value;
  /** int32 `[events of all steps]`, rows of the training events. */
  readonly order: Value;
  /** float32 `[steps, 1 + coefficients]`: rate of the moving averages, then the optimiser's coefficients. */
  readonly schedule: Value;
  /** Of each dropout: int32 positions that are dropped, step after step, and int32 `[steps + 1]` where each step's begin. */
  readonly dropped: readonly { readonly positions: Value; readonly begins: Value }[];
}

/** Adds the nodes of one training step: forward, backward, update. The sum of weight x loss over the batch, `[1]`. */
export function trainingStep(
  o: Operations,
  design: Design,
  events: EventVariables,
  state: StateVariables,
  feed: StepFeed,
): Value {
  const { stack, parameters, averages, optimiser, loss } = design;
  const batch = takeBatch(o, events, feed);
  const gradients = new Map<string, Value>();
  const observed = new Map<string, Value>();
  const pass: TrainingPass = {
    ...namedTensors(o, parameters, o.read(state.parameters), averages, () => o.read(state.averages)),
    inverseEvents: o.divide(o.float(1), o.cast(batch.events, 'float32')),
    mask: (dropout) => mask(o, feed, batch.events, dropout, stack.dropouts[dropout]?.units ?? 0),
    gradient: (name, value) => void gradients.set(name, value),
    observe: (name, value) => void observed.set(name, value),
  };

  let activations: Activations = { value: batch.features, scale: 1 };
  const ways: Backward[] = [];
  for (const layer of stack.layers) {
    const { output, backward } = layer.train(pass, activations);
    activations = output;
    ways.push(backward);
  }
  const logits = o.reshape(activations.value, [-1]);
  const slope = o.multiply(loss.gradient(o, logits, batch.labels), batch.weights);
  let gradient: Value | undefined = o.reshape(o.multiply(slope, pass.inverseEvents), [-1, 1]);
  for (const [index, backward] of [...ways.entries()].reverse())
    if (gradient !== undefined) gradient = backward(gradient, index > 0);

  const rates = o.unpack(o.gather(feed.schedule, feed.step), 1 + optimiser.coefficientCount);
  const [averageRate, ...coefficients] = rates;
  if (averages.length > 0 && averageRate !== undefined) {
    const way = o.subtract(flatten(o, averages, observed), o.read(state.averages));
    o.assignAdd(state.averages, o.multiply(way, averageRate));
  }
  optimiser.update(o, state, flatten(o, parameters, gradients), coefficients);
  return o.sum(o.multiply(batch.weights, loss.value(o, logits, batch.labels)), 0, true);
}

interface Batch {
  /** Number of events, int32 `[]`: fewer in the last step of an epoch. */
  readonly events: Value;
  readonly features: Value;
  readonly labels: Value;
  readonly weights: Value;
}

function takeBatch(o: Operations, { features, labels, weights }: EventVariables, feed: StepFeed): Batch {
  const begin = o.multiply(feed.step, feed.batch);
  const events = o.minimum(feed.batch, o.subtract(o.size(feed.order), begin));
  const rows = o.slice(feed.order, o.reshape(begin, [1]), o.reshape(events, [1]));
  const take = (variable: Value) => o.gather(o.read(variable), rows);
  return { events, features: take(features), labels: take(labels), weights: take(weights) };
}

/** `[events, units]`: 0 at the positions dropped in this step, 1 elsewhere. */
function mask(o: Operations, { step, dropped }: StepFeed, events: Value, dropout: number, units: number): Value {
  const drawn = dropped[dropout];
  if (drawn === undefined) throw new Error(`nothing is fed for dropout ${dropout}`);
  const positions = o.section(drawn.positions, drawn.begins, step);
  const size = o.multiply(events, o.integer(units));
  const flat = o.marked(positions, o.reshape(size, [1]), o.float(1), o.float(0));
  return o.reshape(flat, o.pack([events, o.integer(units)]));
}
