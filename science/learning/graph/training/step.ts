import type { Activations, Backward, TrainingPass } from '../layers/index.ts';
import { inputMoments, inputSums, movingMoments } from '../layers/normalised-dense.ts';
import { sumOver } from '../loop.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import { callForEach } from '../structure.ts';
import { namedTensors } from '../tensors.ts';
import { descend } from './descent.ts';
import {
  eventVariables,
  flatten,
  stateVariables,
  type Design,
  type EventVariables,
  type StateVariables,
} from './design.ts';

/** What one step of a call takes: everything for all steps of the call, and the number of the step (from 0). */
export interface StepFeed {
  readonly step: Value;
  /** int32 `[events of all steps]`, rows of the training events. */
  readonly order: Value;
  /** int32 `[shards + 1]`: where each shard begins in `order`, and where the last one ends. */
  readonly shards: Value;
  /** int32 `[pieces + 1]`: number of the first shard of each piece of a batch. Without lanes each piece is one shard. */
  readonly pieces: Value;
  /** int32 `[steps + 1]`: number of the first piece of each step. Without accumulation each step is one piece. */
  readonly steps: Value;
  /** float32 `[steps, 1 + coefficients]`: rate of the moving averages, then the optimiser's coefficients. */
  readonly schedule: Value;
  /** Of each dropout: int32 positions that are dropped, shard after shard, and int32 `[shards + 1]` where each shard's begin. */
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
  const { gradient, observed, loss } = design.accumulates
    ? accumulate(o, design, events, state, feed)
    : differentiate(o, design, events, state, feed, feed.step);
  const row = o.gather(feed.schedule, feed.step);
  if (design.sequential) update(o, design, state, gradient, observed, row);
  else {
    const inputs = { state: listOfState(state), gradient, observed: observed === undefined ? [] : [observed], row };
    callForEach(o, 'update', [inputs], design.sequential, (inner, given) => {
      update(inner, design, stateVariables(given.state), given.gradient, given.observed[0], given.row);
      return [];
    });
  }
  return loss;
}

function update(
  o: Operations,
  design: Design,
  state: StateVariables,
  gradient: Value,
  observed: Value | undefined,
  row: Value,
): void {
  const [averageRate, ...coefficients] = o.unpack(row, 1 + design.optimiser.coefficientCount);
  if (observed !== undefined && averageRate !== undefined) {
    const way = o.subtract(observed, o.read(state.averages));
    o.assignAdd(state.averages, o.multiply(way, averageRate));
  }
  descend(o, design, state, gradient, coefficients);
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
  design: Design,
  events: EventVariables,
  state: StateVariables,
  feed: StepFeed,
  piece: Value,
  divisor?: Value,
): Differentiated {
  if (design.shards.lanes > 1) return differentiateInLanes(o, design, events, state, feed, piece, divisor);
  const { parameters, averages } = design;
  const rows = takeRows(o, events, feed, piece);
  const inverseEvents = o.divide(o.float(1), o.cast(rows.events, 'float32'));
  const observed = new Map<string, Value>();
  const statistics = { inverseEvents, observe: (name: string, value: Value) => void observed.set(name, value) };
  const { gradients, loss } = passThrough(o, design, state, feed, piece, rows, divisor ?? inverseEvents, statistics);
  return {
    gradient: flatten(o, parameters, gradients),
    observed: averages.length > 0 ? flatten(o, averages, observed) : undefined,
    loss,
  };
}

/** Forward and backward over one shard: gradients by the name of the parameter, sum of weight x loss `[1]`. */
function passThrough(
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

/** As `differentiate`, the piece's shards dealt over lanes; their sums are added in a fixed order. */
function differentiateInLanes(
  o: Operations,
  design: Design,
  events: EventVariables,
  state: StateVariables,
  feed: StepFeed,
  piece: Value,
  divisor?: Value,
): Differentiated {
  const { parameters, averages, stack } = design;
  const numbers = Array.from({ length: design.shards.lanes }, (_, lane) => o.integer(lane));
  const shared = { events: listOfEvents(events), state: [state.parameters, state.averages], feed, piece };

  // Batch normalisation of the inputs takes the moments of all shards before the first goes through the layers
  let moments: readonly Value[] = [];
  let observed: Value | undefined;
  if (stack.normalisesInputs) {
    const sums = callForEach(
      o,
      'lane_moments',
      numbers.map((lane) => ({ ...shared, lane })),
      design.sequential,
      (inner, given) => {
        const shards = shardsOfLane(inner, design, given.feed, given.piece, given.lane);
        const begin = inner.gather(given.feed.shards, shards[0]);
        const end = inner.gather(given.feed.shards, shards[1]);
        const rows = inner.slice(given.feed.order, vector(inner, begin), vector(inner, inner.subtract(end, begin)));
        return inputSums(inner, inner.gather(inner.read(given.events[0] as Value), rows));
      },
    );
    const [all] = callForEach(o, 'moments', [{ feed, piece, sums }], design.sequential, (inner, given) => {
      const [count] = eventsOf(inner, given.feed, given.piece);
      const inverse = inner.divide(inner.float(1), inner.cast(count, 'float32'));
      const [sum, squares] = [0, 1].map((part) => addUp(inner, given.sums, part));
      const { mean, variance } = inputMoments(inner, sum as Value, squares as Value, inverse);
      return [mean, variance, flatten(inner, averages, movingMoments({ mean, variance }))];
    });
    moments = all?.slice(0, 2) ?? [];
    observed = all?.[2];
  }

  const inputs = numbers.map((lane) => ({ ...shared, lane, moments, divisor: divisor === undefined ? [] : [divisor] }));
  const lanes = callForEach(o, 'lane', inputs, design.sequential, (inner, given, copy) => {
    const scale = given.divisor[0] ?? eventsOf(inner, given.feed, given.piece)[1];
    const zeros = [...parameters.tensors.map(({ shape }) => inner.zeros(...shape)), inner.zeros(1)];
    const range = shardsOfLane(inner, design, given.feed, given.piece, given.lane);
    const sums = sumOver(inner, `shards_${copy}`, range, { given, scale }, zeros, (deep, shard, outer) => {
      const [parameterVariable, averageVariable] = outer.given.state as [Value, Value];
      const [mean, variance] = outer.given.moments;
      const rows = takeRows(deep, eventVariables(outer.given.events), outer.given.feed, shard);
      const { gradients, loss } = passThrough(
        deep,
        design,
        { parameters: parameterVariable, averages: averageVariable },
        outer.given.feed,
        shard,
        rows,
        outer.scale,
        {
          inverseEvents: outer.scale,
          observe: () => undefined,
          ...(mean === undefined || variance === undefined ? {} : { inputMoments: { mean, variance } }),
        },
      );
      return [...parameters.tensors.map(({ name }) => gradients.get(name) as Value), loss];
    });
    const named = new Map(parameters.tensors.map(({ name }, index) => [name, sums[index] as Value]));
    return [flatten(inner, parameters, named), sums.at(-1) as Value];
  });
  const [result] = callForEach(o, 'add_lanes', [{ lanes }], design.sequential, (inner, given) =>
    [0, 1].map((index) => addUp(inner, given.lanes, index)),
  );
  const [gradient, loss] = result as [Value, Value];
  return { gradient, observed, loss };
}

/**
 * The sum of all lanes' results of one number, in the order of the lanes. TensorFlow gathers chains of additions into one that begins
 * with any of the terms; a reduction it leaves as it is.
 */
const addUp = (o: Operations, lanes: readonly (readonly Value[])[], index: number): Value => {
  const [first, second, ...more] = lanes.map((lane) => lane[index] as Value);
  if (first === undefined || second === undefined) throw new RangeError('there are two lanes at least');
  return more.length === 0 ? o.add(first, second) : o.sum(o.pack([first, second, ...more]), 0);
};

const vector = (o: Operations, scalar: Value) => o.reshape(scalar, [1]);

/** First shard of a lane in a piece, and that after its last. */
function shardsOfLane(o: Operations, { shards }: Design, feed: StepFeed, piece: Value, lane: Value) {
  const [first, end] = o.between(feed.pieces, piece);
  const count = o.subtract(end, first);
  const at = (number: Value) => o.add(first, o.quotient(o.multiply(count, number), o.integer(shards.lanes)));
  return [at(lane), at(o.add(lane, o.integer(1)))] as const;
}

/** Events of a piece, int32 `[]`, and 1 / that. */
function eventsOf(o: Operations, feed: StepFeed, piece: Value): readonly [Value, Value] {
  const [first, end] = o.between(feed.pieces, piece);
  const events = o.subtract(o.gather(feed.shards, end), o.gather(feed.shards, first));
  return [events, o.divide(o.float(1), o.cast(events, 'float32'))];
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
  const limit = (piece: Value) => o.gather(feed.shards, o.gather(feed.pieces, piece));
  const divisor = o.divide(o.float(1), o.cast(o.subtract(limit(end), limit(first)), 'float32'));
  const inputs = { events: listOfEvents(events), state: [state.parameters, state.averages], feed, divisor };
  const zeros = [o.zeros(parameters.length), o.zeros(averages.length), o.zeros(1)];
  const [gradient, observed, loss] = sumOver(o, 'pieces', [first, end], inputs, zeros, (inner, piece, given) => {
    const [parameterVariable, averageVariable] = given.state as [Value, Value];
    const part = differentiate(
      inner,
      design,
      eventVariables(given.events),
      { parameters: parameterVariable, averages: averageVariable, slots: [] },
      given.feed,
      piece,
      given.divisor,
    );
    const [count] = eventsOf(inner, given.feed, piece);
    const share = inner.multiply(inner.cast(count, 'float32'), given.divisor);
    const seen = part.observed === undefined ? inner.zeros(0) : inner.multiply(part.observed, share);
    return [part.gradient, seen, part.loss];
  }) as [Value, Value, Value];
  return { gradient, observed: averages.length > 0 ? observed : undefined, loss };
}

const listOfEvents = ({ features, labels, weights }: EventVariables): readonly Value[] => [features, labels, weights];
const listOfState = ({ parameters, averages, slots }: StateVariables): readonly Value[] => [
  parameters,
  averages,
  ...slots,
];

interface Rows {
  /** Number of events, int32 `[]`. */
  readonly events: Value;
  readonly features: Value;
  readonly labels: Value;
  readonly weights: Value;
}

function takeRows(o: Operations, { features, labels, weights }: EventVariables, feed: StepFeed, shard: Value): Rows {
  const [begin, end] = o.between(feed.shards, shard);
  const events = o.subtract(end, begin);
  const rows = o.slice(feed.order, vector(o, begin), vector(o, events));
  const take = (variable: Value) => o.gather(o.read(variable), rows);
  return { events, features: take(features), labels: take(labels), weights: take(weights) };
}

/** `[events, units]`: 0 at the positions dropped in this shard, `kept` elsewhere. */
function mask(
  o: Operations,
  { dropped }: StepFeed,
  shard: Value,
  events: Value,
  { dropout, kept, units }: { readonly dropout: number; readonly kept: number; readonly units: number },
): Value {
  const drawn = dropped[dropout];
  if (drawn === undefined) throw new Error(`nothing is fed for dropout ${dropout}`);
  const positions = o.section(drawn.positions, drawn.begins, shard);
  const size = o.multiply(events, o.integer(units));
  const flat = o.marked(positions, o.reshape(size, [1]), o.float(kept), o.float(0));
  return o.reshape(flat, o.pack([events, o.integer(units)]));
}
