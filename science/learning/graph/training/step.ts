import type { Activations, Backward, TrainingPass } from '../layers/index.ts';
import { sumOver } from '../loop.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import { namedTensors } from '../tensors.ts';
import { descend } from './descent.ts';
import { flatten, type Design, type EventVariables, type StateVariables } from './design.ts';

/** What one step of a call takes: everything for all steps of the call, and the number of the step (from 0). */
export interface StepFeed {
  readonly step: Value;
  /** int32 `[events of all steps]`, rows of the training events. */
  readonly order: Value;
  /** int32 `[pieces + 1]`: where each piece of a batch begins in `order`, and where the last one ends. */
  readonly pieces: Value;
  /** int32 `[steps + 1]`: number of the first piece of each step. Without accumulation each step is one piece. */
  readonly steps: Value;
  /** float32 `[steps, 1 + coefficients]`: rate of the moving averages, then the optimiser's coefficients. */
  readonly schedule: Value;
  /** Of each dropout: int32 positions that are dropped, piece after piece, and int32 `[pieces + 1]` where each piece's begin. */
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
  const { averages, optimiser } = design;
  const { gradient, observed, loss } = design.accumulates
    ? accumulate(o, design, events, state, feed)
    : differentiate(o, design, events, state, feed, feed.step);
  const rates = o.unpack(o.gather(feed.schedule, feed.step), 1 + optimiser.coefficientCount);
  const [averageRate, ...coefficients] = rates;
  if (observed !== undefined && averages.length > 0 && averageRate !== undefined) {
    const way = o.subtract(observed, o.read(state.averages));
    o.assignAdd(state.averages, o.multiply(way, averageRate));
  }
  descend(o, design, state, gradient, coefficients);
  return loss;
}

interface Differentiated {
  /** Of the mean loss over the events, by the vector of parameters. */
  readonly gradient: Value;
  /** What the moving averages move towards, as one vector; absent without moving averages. */
  readonly observed: Value | undefined;
  /** Sum of weight x loss over the events, `[1]`. */
  readonly loss: Value;
}

/**
 * Forward and backward over one piece of a batch.
 * @param divisor what sums over the piece are divided by in the gradient; absent: its events
 */
function differentiate(
  o: Operations,
  { stack, parameters, averages, loss }: Design,
  events: EventVariables,
  state: StateVariables,
  feed: StepFeed,
  number: Value,
  divisor?: Value,
): Differentiated {
  const piece = takePiece(o, events, feed, number);
  const gradients = new Map<string, Value>();
  const observed = new Map<string, Value>();
  const inverseEvents = o.divide(o.float(1), o.cast(piece.events, 'float32'));
  const pass: TrainingPass = {
    ...namedTensors(o, parameters, o.read(state.parameters), averages, () => o.read(state.averages)),
    inverseEvents,
    mask: (dropout) => mask(o, feed, number, piece.events, dropout, stack.dropouts[dropout]?.units ?? 0),
    gradient: (name, value) => void gradients.set(name, value),
    observe: (name, value) => void observed.set(name, value),
  };

  let activations: Activations = { value: piece.features, scale: 1 };
  const ways: Backward[] = [];
  for (const layer of stack.layers) {
    const { output, backward } = layer.train(pass, activations);
    activations = output;
    ways.push(backward);
  }
  const { value, slope } = loss(o, activations.value, piece.labels);
  const weighted = o.multiply(slope, o.reshape(piece.weights, [-1, 1]));
  let gradient: Value | undefined = o.multiply(weighted, divisor ?? inverseEvents);
  for (const [index, backward] of [...ways.entries()].reverse())
    if (gradient !== undefined) gradient = backward(gradient, index > 0);
  return {
    gradient: flatten(o, parameters, gradients),
    observed: averages.length > 0 ? flatten(o, averages, observed) : undefined,
    loss: o.sum(o.multiply(piece.weights, value), 0, true),
  };
}

/**
 * Forward and backward over a batch, piece by piece, so that no more than a piece's activations are in memory: the gradient is
 * that of the whole batch. Batch normalisation uses the statistics of each piece (Hoffer et al., arXiv:1705.08741, "ghost
 * batches"); its moving averages see their mean.
 */
function accumulate(
  o: Operations,
  design: Design,
  events: EventVariables,
  state: StateVariables,
  feed: StepFeed,
): Differentiated {
  const { parameters, averages } = design;
  const [first, end] = o.between(feed.steps, feed.step);
  const [begin, after] = [o.gather(feed.pieces, first), o.gather(feed.pieces, end)];
  const divisor = o.divide(o.float(1), o.cast(o.subtract(after, begin), 'float32'));
  const inputs = { events: listOf(events), state: [state.parameters, state.averages], feed, divisor };
  const zeros = [o.zeros(parameters.length), o.zeros(averages.length), o.zeros(1)];
  const [gradient, observed, loss] = sumOver(o, 'pieces', [first, end], inputs, zeros, (inner, piece, given) => {
    const [features, labels, weights] = given.events as [Value, Value, Value];
    const [parameterVariable, averageVariable] = given.state as [Value, Value];
    const part = differentiate(
      inner,
      design,
      { features, labels, weights },
      { parameters: parameterVariable, averages: averageVariable, slots: [] },
      given.feed,
      piece,
      given.divisor,
    );
    const [from, to] = inner.between(given.feed.pieces, piece);
    const share = inner.multiply(inner.cast(inner.subtract(to, from), 'float32'), given.divisor);
    const seen = part.observed === undefined ? inner.zeros(0) : inner.multiply(part.observed, share);
    return [part.gradient, seen, part.loss];
  }) as [Value, Value, Value];
  return { gradient, observed: averages.length > 0 ? observed : undefined, loss };
}

const listOf = ({ features, labels, weights }: EventVariables): readonly Value[] => [features, labels, weights];

interface Piece {
  /** Number of events, int32 `[]`. */
  readonly events: Value;
  readonly features: Value;
  readonly labels: Value;
  readonly weights: Value;
}

function takePiece(o: Operations, { features, labels, weights }: EventVariables, feed: StepFeed, number: Value): Piece {
  const [begin, end] = o.between(feed.pieces, number);
  const events = o.subtract(end, begin);
  const rows = o.slice(feed.order, o.reshape(begin, [1]), o.reshape(events, [1]));
  const take = (variable: Value) => o.gather(o.read(variable), rows);
  return { events, features: take(features), labels: take(labels), weights: take(weights) };
}

/** `[events, units]`: 0 at the positions dropped in this piece, 1 elsewhere. */
function mask(
  o: Operations,
  { dropped }: StepFeed,
  piece: Value,
  events: Value,
  dropout: number,
  units: number,
): Value {
  const drawn = dropped[dropout];
  if (drawn === undefined) throw new Error(`nothing is fed for dropout ${dropout}`);
  const positions = o.section(drawn.positions, drawn.begins, piece);
  const size = o.multiply(events, o.integer(units));
  const flat = o.marked(positions, o.reshape(size, [1]), o.float(1), o.float(0));
  return o.reshape(flat, o.pack([events, o.integer(units)]));
}
