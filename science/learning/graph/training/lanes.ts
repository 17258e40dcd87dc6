import { inputMoments, inputSums, movingMoments } from '../layers/normalised-dense.ts';
import { sumOver } from '../loop.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import { callForEach } from '../structure.ts';
import {
  eventVariables,
  flatten,
  listOfEvents,
  type Design,
  type EventVariables,
  type StateVariables,
} from './design.ts';
import type { Differentiated } from './differentiate.ts';
import type { StepFeed } from './feed.ts';
import { eventsOf, takeRows, vector } from './rows.ts';
import { passThrough } from './shard.ts';

/** As `differentiate`, the piece's shards dealt over lanes; their sums are added in a fixed order. */
export function differentiateInLanes(
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
    const sums = sumOver(
      inner,
      'shards',
      range,
      { given, scale },
      zeros,
      (deep, shard, outer) => {
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
      },
      copy > 0,
    );
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

/** First shard of a lane in a piece, and that after its last. */
function shardsOfLane(o: Operations, { shards }: Design, feed: StepFeed, piece: Value, lane: Value) {
  const [first, end] = o.between(feed.pieces, piece);
  const count = o.subtract(end, first);
  const at = (number: Value) => o.add(first, o.quotient(o.multiply(count, number), o.integer(shards.lanes)));
  return [at(lane), at(o.add(lane, o.integer(1)))] as const;
}
