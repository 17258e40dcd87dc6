import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import { flatten, type Design, type EventVariables, type StateVariables } from './design.ts';
import type { StepFeed } from './feed.ts';
import { differentiateInLanes } from './lanes.ts';
import { takeRows } from './rows.ts';
import { passThrough } from './shard.ts';

export interface Differentiated {
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
export function differentiate(
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
