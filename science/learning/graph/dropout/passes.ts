import type { Execution } from '../execution.ts';
import { applyActivation } from '../layers/activation.ts';
import { normaliseRows } from '../layers/layer-normalisation.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import type { ChunkFeed, SamplingDesign, StageShape, StageWeights } from './program.ts';
import { summarise } from './summary.ts';

type ChunkDesign = SamplingDesign & Pick<Execution, 'fused'>;

/** Adds the nodes that sample one chunk: `[events x columns]` flattened, as `DropoutProgram.results`. */
export function sampleChunk(o: Operations, design: ChunkDesign, feed: ChunkFeed, chunk: Value): Value {
  const { stages } = design;
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
  return summarise(o, plain, sampled, design);
}

function apply(o: Operations, { fused }: ChunkDesign, stage: StageShape, x: Value, given: StageWeights): Value {
  const { weights, bias } = given;
  if (fused && stage.activation === 'relu' && stage.normalisation?.place !== 'before-activation')
    return normalise(o, stage, 'after-activation', o.fusedDense(x, weights, bias, true), given);
  return finish(o, stage, o.addBias(o.matrixProduct(x, weights), bias), given);
}

/** From the weighted sums, `[rows, units]`, to what the stage puts out. */
function finish(o: Operations, stage: StageShape, sums: Value, given: StageWeights): Value {
  const z = normalise(o, stage, 'before-activation', sums, given);
  return normalise(o, stage, 'after-activation', applyActivation(o, stage, z), given);
}

function normalise(
  o: Operations,
  { normalisation }: StageShape,
  place: 'before-activation' | 'after-activation',
  x: Value,
  { normalisation: vectors }: StageWeights,
): Value {
  if (normalisation?.place !== place || vectors === undefined) return x;
  const rows = normalisation.rows === undefined ? x : normaliseRows(o, x, normalisation.rows.epsilon).normalised;
  return o.addBias(o.multiply(rows, vectors.scale), vectors.shift);
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
  given: StageWeights,
  after?: Value,
): Value {
  const { inputs, units, activation, normalisation } = stage;
  const { passes, masks } = design;
  if (masks === 'independent') {
    const y = o.reshape(o.multiply(o.reshape(x, [-1, 1, inputs]), before), [-1, inputs]);
    return masked(o, design, stage, apply(o, design, stage, y, given), after);
  }
  // (x m) W = x (diag(m) W): the weights of all passes side by side, [inputs, passes x units]
  const byInput = o.reshape(o.transpose(before), [inputs, passes, 1]);
  let side = o.multiply(o.reshape(given.weights, [inputs, 1, units]), byInput);
  let biases = o.tile(given.bias, passes);
  // relu(z) m = relu(z m), as masks are not negative: the mask of the outputs goes into weights and biases as well
  const inside = activation === 'relu' && normalisation === undefined ? after : undefined;
  if (inside !== undefined) {
    side = o.multiply(side, inside);
    biases = o.multiply(biases, o.reshape(inside, [-1]));
  }
  const all = { weights: o.reshape(side, [inputs, passes * units]), bias: biases };
  if (normalisation !== undefined) {
    const sums = o.reshape(o.addBias(o.matrixProduct(x, all.weights), all.bias), [-1, units]);
    return masked(o, design, stage, finish(o, stage, sums, given), after);
  }
  const y = o.reshape(apply(o, design, stage, x, all), [-1, units]);
  return inside === undefined ? masked(o, design, stage, y, after) : y;
}
