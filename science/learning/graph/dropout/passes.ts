import type { Execution } from '../execution.ts';
import { applyActivation } from '../layers/activation.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import type { ChunkFeed, SamplingDesign, StageShape, StageWeights } from './program.ts';

type ChunkDesign = SamplingDesign & Pick<Execution, 'fused'>;

/** Adds the nodes that sample one chunk: `[events x 4]` flattened, as `DropoutProgram.results`. */
export function sampleChunk(o: Operations, design: ChunkDesign, feed: ChunkFeed, chunk: Value): Value {
  const { stages, passes } = design;
  const [begin, end] = o.between(feed.bounds, chunk);
  const events = o.subtract(end, begin);
  const width = o.integer(stages[0]?.inputs ?? 0);
  let plain = o.slice(feed.features, o.pack([begin, o.integer(0)]), o.pack([events, width]));
  // Values of all passes, [events x passes, units]. Before the first dropout passes do not differ: then there are none.
  let sampled: Value | undefined;
  let pending: Value | undefined;
  let dropouts = 0;
  for (const [index, stage] of stages.entries()) {
    const weights = feed.stages[index] as StageWeights;
    const dropped = stage.dropout > 0 ? feed.dropped[dropouts++] : undefined;
    const mask = dropped === undefined ? undefined : chunkMask(o, design, stage, dropped, chunk, events);
    if (pending !== undefined) sampled = fanOut(o, design, stage, plain, pending, weights, mask);
    else if (sampled !== undefined) sampled = masked(o, design, stage, apply(o, design, stage, sampled, weights), mask);
    plain = apply(o, design, stage, plain, weights);
    pending = sampled === undefined ? mask : undefined;
  }
  return summarise(o, plain, sampled, passes);
}

function apply(
  o: Operations,
  { fused }: ChunkDesign,
  { activation }: StageShape,
  x: Value,
  { weights, bias }: StageWeights,
): Value {
  if (fused && activation === 'relu') return o.denseRelu(x, weights, bias);
  return applyActivation(o, activation, o.addBias(o.matrixProduct(x, weights), bias));
}

/** Values of all passes, `[events x passes, units]`, times their masks. */
function masked(o: Operations, { passes }: ChunkDesign, { units }: StageShape, x: Value, mask?: Value): Value {
  if (mask === undefined) return x;
  return o.reshape(o.multiply(o.reshape(x, [-1, passes, units]), mask), [-1, units]);
}

/** Mask of a dropout, 1 / (1 - rate) where a value is kept: `[passes, units]` or `[events, passes, units]`. */
function chunkMask(
  o: Operations,
  { passes, masks }: ChunkDesign,
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

/**
 * The layer after the first dropout, where one input becomes many: `[events, inputs]` to `[events x passes, units]`.
 * @param before mask of what goes in
 * @param after mask of what comes out, if any
 */
function fanOut(
  o: Operations,
  design: ChunkDesign,
  stage: StageShape,
  x: Value,
  before: Value,
  { weights, bias }: StageWeights,
  after?: Value,
): Value {
  const { inputs, units, activation } = stage;
  const { passes, masks } = design;
  if (masks === 'independent') {
    const y = o.reshape(o.multiply(o.reshape(x, [-1, 1, inputs]), before), [-1, inputs]);
    return masked(o, design, stage, apply(o, design, stage, y, { weights, bias }), after);
  }
  // (x m) W = x (diag(m) W): the weights of all passes side by side, [inputs, passes x units]
  const byInput = o.reshape(o.transpose(before), [inputs, passes, 1]);
  let side = o.multiply(o.reshape(weights, [inputs, 1, units]), byInput);
  let biases = o.tile(bias, passes);
  // relu(z) m = relu(z m), as masks are not negative: the mask of the outputs goes into weights and biases as well
  const inside = activation === 'relu' ? after : undefined;
  if (inside !== undefined) {
    side = o.multiply(side, inside);
    biases = o.multiply(biases, o.reshape(inside, [-1]));
  }
  const all = { weights: o.reshape(side, [inputs, passes * units]), bias: biases };
  const y = o.reshape(apply(o, design, stage, x, all), [-1, units]);
  return inside === undefined ? masked(o, design, stage, y, after) : y;
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
