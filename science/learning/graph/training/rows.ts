import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import type { EventVariables } from './design.ts';
import type { StepFeed } from './feed.ts';

/** Events of a shard. */
export interface Rows {
  /** Number of events, int32 `[]`. */
  readonly events: Value;
  readonly features: Value;
  readonly labels: Value;
  readonly weights: Value;
}

export function takeRows(
  o: Operations,
  { features, labels, weights }: EventVariables,
  feed: StepFeed,
  shard: Value,
): Rows {
  const [begin, end] = o.between(feed.shards, shard);
  const events = o.subtract(end, begin);
  const rows = o.slice(feed.order, vector(o, begin), vector(o, events));
  const take = (variable: Value) => o.gather(o.read(variable), rows);
  return { events, features: take(features), labels: take(labels), weights: take(weights) };
}

/** Events of a piece, int32 `[]`, and 1 / that. */
export function eventsOf(o: Operations, feed: StepFeed, piece: Value): readonly [Value, Value] {
  const [first, end] = o.between(feed.pieces, piece);
  const events = o.subtract(o.gather(feed.shards, end), o.gather(feed.shards, first));
  return [events, o.divide(o.float(1), o.cast(events, 'float32'))];
}

/** `[events, units]`: 0 at the positions dropped in this shard, `kept` elsewhere. */
export function mask(
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

export const vector = (o: Operations, scalar: Value) => o.reshape(scalar, [1]);
