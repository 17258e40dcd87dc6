import { applyActivation } from '../layers/activation.ts';
import type { Operations } from '../operations.ts';
import type { Value } from '../scope.ts';
import type { ChunkFeed, SamplingDesign, StageShape, StageWeights } from './program.ts';

/** Adds the nodes that sample one chunk: `[events x 4]` flattened, as `DropoutProgram.results`. */
export function sampleChunk(o: Operations, design: SamplingDesign, feed: ChunkFeed, chunk: Value): Value {
  const { stages, passes } = design;
  const [begin, end] = o.unpack(o.slice(feed.bounds, o.reshape(chunk, [1]), o.integers(2)), 2) as [Value, Value];
  const events = o.subtract(end, begin);
  const width = o.integer(stages[0]?.inputs ?? 0);
  let plain = o.slice(feed.features, o.pack([begin, o.integer(0)]), o.pack([events, width]));
  // Values of all passes, [events x passes, units]. Before the first dropout passes do not differ: then there are none.
  let sampled: Value | undefined;
  let pending: Value | undefined;
  let dropouts = 0;
  for (const [index, stage] of stages.entries()) {
    const weights = feed.stages[index] as StageWeights;
    if (sampled !== undefined) sampled = apply(o, stage, sampled, weights);
    else if (pending !== undefined) sampled = fanOut(o, design, stage, plain, pending, weights);
    plain = apply(o, stage, plain, weights);
    if (stage.dropout === 0) continue;
    const mask = chunkMask(o, design, stage, feed.dropped[dropouts++] as ChunkFeed['dropped'][number], chunk, events);
    if (sampled === undefined) pending = mask;
    else {
      const grouped = o.reshape(sampled, [-1, passes, stage.units]);
      sampled = o.reshape(o.multiply(grouped, mask), [-1, stage.units]);
    }
  }
  return summarise(o, plain, sampled, passes);
}

const apply = (o: Operations, { activation }: StageShape, x: Value, { weights, bias }: StageWeights): Value =>
  applyActivation(o, activation, o.addBias(o.matrixProduct(x, weights), bias));

/** Mask of a dropout, 1 / (1 - rate) where a value is kept: `[passes, units]` or `[events, passes, units]`. */
function chunkMask(
  o: Operations,
  { passes, masks }: SamplingDesign,
  { units, dropout }: StageShape,
  dropped: ChunkFeed['dropped'][number],
  chunk: Value,
  events: Value,
): Value {
  const positions = o.section(dropped.positions, dropped.begins, chunk);
  const shared = o.integer(passes * units);
  const length = masks === 'shared-chunk' ? shared : o.multiply(events, shared);
  const flat = o.marked(positions, o.reshape(length, [1]), o.float(1 / (1 - dropout)), o.float(0));
  return o.reshape(flat, masks === 'shared-chunk' ? [passes, units] : [-1, passes, units]);
}

/** The layer after the first dropout, where one input becomes many: `[events, inputs]` to `[events x passes, units]`. */
function fanOut(
  o: Operations,
  { passes, masks }: SamplingDesign,
  stage: StageShape,
  x: Value,
  mask: Value,
  { weights, bias }: StageWeights,
): Value {
  const { inputs, units, activation } = stage;
  if (masks === 'independent') {
    const masked = o.reshape(o.multiply(o.reshape(x, [-1, 1, inputs]), mask), [-1, inputs]);
    return apply(o, stage, masked, { weights, bias });
  }
  // (x m) W = x (diag(m) W): the weights of all passes side by side, [inputs, passes x units]
  const masksByInput = o.reshape(o.transpose(mask), [inputs, passes, 1]);
  const masked = o.multiply(o.reshape(weights, [inputs, 1, units]), masksByInput);
  const product = o.matrixProduct(x, o.reshape(masked, [inputs, passes * units]));
  const z = o.addBias(product, o.tile(bias, passes));
  return o.reshape(applyActivation(o, activation, z), [-1, units]);
}

/** Score, mean, standard deviation (ddof 0) and mean entropy of each event. */
function summarise(o: Operations, plain: Value, sampled: Value | undefined, passes: number): Value {
  const score = o.sigmoid(plain);
  const logits = sampled === undefined ? plain : o.reshape(sampled, [-1, passes]);
  const p = o.sigmoid(logits);
  const mean = o.mean(p, 1, true);
  const deviation = o.squareRoot(o.mean(o.square(o.subtract(p, mean)), 1, true));
  // -p ln p - (1 - p) ln(1 - p) = ln(1 + e^z) - z p, which holds its digits near 0 and 1
  const entropy = o.mean(o.subtract(o.softplus(logits), o.multiply(logits, p)), 1, true);
  return o.reshape(o.concatenate([score, mean, deviation, entropy], 1), [-1]);
}
