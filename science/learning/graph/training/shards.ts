import type { Architecture } from '../../network.ts';
import { normalisationOf } from '../layers/stack.ts';

/**
 * How the events that are computed together are cut: into shards of at most `events`, whose gradients are added. They are dealt over
 * `lanes` (each takes consecutive ones), which run side by side where there are threads. All of it follows from network and batch
 * alone, so that threads don't change a training's result.
 */
export interface Shards {
  readonly lanes: number;
  readonly events: number;
  /** Too little work for a second thread to be of use. */
  readonly small: boolean;
}

/** All events at once. */
export const oneShard: Shards = { lanes: 1, events: Infinity, small: false };

/** More lanes than most workers give a training threads; each adds up a gradient of its own. */
const mostLanes = 8;
/** Multiplications by weights, about a millisecond on one core: to hand over less costs as much as it gains. */
const leastWork = 2 ** 24;
/** Fewer events make slow matrix products, more leave the cache between a layer and the next. */
const [leastEvents, mostEvents] = [256, 2048];

/**
 * What is best for a network and so many events computed together (measured on processors; a GPU takes all events at once).
 * Batch normalisation of hidden layers needs all events layer by layer: one shard.
 */
export function shardsOf({ inputs, network, inputNormalisation, outputs = 1 }: Architecture, events: number): Shards {
  const widths = [inputs, ...network.hidden.map(({ units }) => units), outputs];
  const weights = widths.slice(1).reduce((sum, units, index) => sum + units * (widths[index] as number), 0);
  const least = Math.min(mostEvents, Math.max(leastEvents, 2 ** Math.round(Math.log2(leastWork / weights))));
  const lanes = Math.min(mostLanes, Math.floor(events / least));
  if (lanes < 2) return { ...oneShard, small: events * weights < 2 * leastWork };
  const byBatch = network.hidden.some((hidden) => normalisationOf(hidden)?.by === 'batch');
  if (byBatch || (inputNormalisation === true && (network.input_dropout ?? 0) > 0)) return oneShard;
  return { lanes, events: Math.min(Math.ceil(events / lanes), 2 * least), small: false };
}
