import { sumOver } from '../loop.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import { callForEach } from '../structure.ts';
import { descend } from './descent.ts';
import {
  eventVariables,
  listOfEvents,
  listOfState,
  stateVariables,
  type Design,
  type EventVariables,
  type StateVariables,
} from './design.ts';
import { differentiate, type Differentiated } from './differentiate.ts';
import type { StepFeed } from './feed.ts';
import { eventsOf } from './rows.ts';

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
  const inputs = { state: listOfState(state), gradient, observed: observed === undefined ? [] : [observed], row };
  callForEach(o, 'update', [inputs], design.sequential, (inner, given) => {
    update(inner, design, stateVariables(given.state), given.gradient, given.observed[0], given.row);
    return [];
  });
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
