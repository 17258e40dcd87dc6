import type { Activation } from '../network.ts';
import { applyActivation } from './layers/activation.ts';
import { loopOver } from './loop.ts';
import { operations, type Operations } from './operations.ts';
import { createGraph, type Graph, type Value } from './scope.ts';

/** What of a network the graph depends on: widths and activations, not weights. */
export interface StageShape {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  readonly dropout: number;
}

/**
 * Masks of dropout in scoring:
 * - `shared-chunk`: in each pass all events of a chunk share a mask, which is multiplied into the weights that follow;
 *   one matrix product then makes all passes. Exact for each event; events of a chunk are correlated in a pass.
 * - `independent`: each event of each pass has a mask of its own.
 */
export type MaskSharing = 'shared-chunk' | 'independent';

/** Scores chunks of events, `passes` times each with dropout and once without. */
export interface DropoutProgram {
  readonly graph: Graph;
  /** Number of chunks, int32 `[]`. */
  readonly count: Value;
  /** Where each chunk begins and the last one ends, int32 `[count + 1]`. */
  readonly bounds: Value;
  /** `[events x inputs]` */
  readonly features: Value;
  readonly stages: readonly { readonly weights: Value; readonly bias: Value }[];
  /** For each stage with dropout: positions that are dropped in a chunk's flattened mask, one chunk after the other, and
   * where each chunk's begin. A mask is `[passes, units]` (shared) or `[events of the chunk, passes, units]`. */
  readonly dropped: readonly { readonly positions: Value; readonly begins: Value }[];
  /** `[events x 4]` flattened: score without dropout; mean and standard deviation over the passes; mean entropy of the passes (nats). */
  readonly results: Value;
}

export function dropoutProgram(
  stages: readonly StageShape[],
  passes: number,
  masks: MaskSharing,
  sequential: boolean,
): DropoutProgram {
  const graph = createGraph();
  const o = operations(graph);
  const count = o.placeholder('int32', []);
  const bounds = o.placeholder('int32', [-1]);
  const features = o.placeholder('float32', [-1, stages[0]?.inputs ?? 0]);
  const weights = stages.map(({ inputs, units }) => ({
    weights: o.placeholder('float32', [inputs, units]),
    bias: o.placeholder('float32', [units]),
  }));
  const dropped = stages
    .filter(({ dropout }) => dropout > 0)
    .map(() => ({ positions: o.placeholder('int32', [-1]), begins: o.placeholder('int32', [-1]) }));
  const inputs = [
    bounds,
    features,
    ...weights.flatMap((stage) => [stage.weights, stage.bias]),
    ...dropped.flatMap((stage) => [stage.positions, stage.begins]),
  ];
  const results = loopOver(o, 'chunks', count, inputs, sequential, (inner, chunk, values) => {
    const [allBounds, allFeatures, ...rest] = values as [Value, Value, ...Value[]];
    const [begin, end] = between(inner, allBounds, chunk);
    const events = inner.subtract(end, begin);
    const width = inner.integer(stages[0]?.inputs ?? 0);
    const x = inner.slice(allFeatures, inner.pack([begin, inner.integer(0)]), inner.pack([events, width]));
    const pass = passOver(inner, stages, rest, chunk, events, passes, masks);
    return pass(x);
  });
  return { graph, count, bounds, features, stages: weights, dropped, results };
}

const between = (o: Operations, bounds: Value, index: Value): readonly [Value, Value] =>
  o.unpack(o.slice(bounds, o.reshape(index, [1]), o.integers(2)), 2) as unknown as readonly [Value, Value];

function passOver(
  o: Operations,
  stages: readonly StageShape[],
  values: readonly Value[],
  chunk: Value,
  events: Value,
  passes: number,
  masks: MaskSharing,
): (x: Value) => Value {
  const weightsOf = (index: number) => values.slice(2 * index, 2 * index + 2) as [Value, Value];
  const masksOf = (number: number) =>
    values.slice(2 * stages.length + 2 * number, 2 * stages.length + 2 * number + 2) as [Value, Value];
  const apply = (stage: StageShape, x: Value, weights: Value, bias: Value) =>
    applyActivation(o, stage.activation, o.addBias(o.matrixProduct(x, weights), bias));
  /** Mask of a dropout with its scale: `[passes, units]` or `[events, passes, units]`. */
  const mask = (number: number, { units, dropout }: StageShape): Value => {
    const [positions, begins] = masksOf(number);
    const [from, to] = between(o, begins, chunk);
    const marked = o.slice(positions, o.reshape(from, [1]), o.reshape(o.subtract(to, from), [1]));
    const kept = o.float(1 / (1 - dropout));
    const one = o.integer(passes * units);
    const length = masks === 'independent' ? o.multiply(events, one) : one;
    const flat = o.marked(marked, o.reshape(length, [1]), kept, o.float(0));
    return o.reshape(flat, masks === 'independent' ? [-1, passes, units] : [passes, units]);
  };

  return (x) => {
    let plain = x;
    // Values of all passes, `[events x passes, units]`; absent before the first dropout, where passes do not differ.
    let sampled: Value | undefined;
    let pending: Value | undefined;
    let dropouts = 0;
    for (const [index, stage] of stages.entries()) {
      const [weights, bias] = weightsOf(index);
      if (sampled !== undefined) sampled = apply(stage, sampled, weights, bias);
      else if (pending !== undefined)
        sampled = firstSampled(o, stage, { x: plain, mask: pending, weights, bias, passes, masks });
      plain = apply(stage, plain, weights, bias);
      if (stage.dropout === 0) continue;
      const drawn = mask(dropouts++, stage);
      if (sampled === undefined) pending = drawn;
      else {
        const grouped = o.reshape(sampled, [-1, passes, stage.units]);
        sampled = o.reshape(o.multiply(grouped, drawn), [-1, stage.units]);
      }
    }
    return statistics(o, plain, sampled, passes);
  };
}

/** The first layer after the first dropout: one input for all passes. */
function firstSampled(
  o: Operations,
  stage: StageShape,
  given: { x: Value; mask: Value; weights: Value; bias: Value; passes: number; masks: MaskSharing },
): Value {
  const { x, mask, weights, bias, passes, masks } = given;
  const { inputs, units } = stage;
  if (masks === 'independent') {
    const masked = o.reshape(o.multiply(o.reshape(x, [-1, 1, inputs]), mask), [-1, inputs]);
    return applyActivation(o, stage.activation, o.addBias(o.matrixProduct(masked, weights), bias));
  }
  // (x * m) W = x (diag(m) W): the masked weights of all passes side by side, [inputs, passes x units]
  const byPass = o.reshape(o.transpose(mask), [inputs, passes, 1]);
  const side = o.multiply(o.reshape(weights, [inputs, 1, units]), byPass);
  const biases = o.tile(bias, passes);
  const z = o.addBias(o.matrixProduct(x, o.reshape(side, [inputs, passes * units])), biases);
  return o.reshape(applyActivation(o, stage.activation, z), [-1, units]);
}

/** Score, mean, standard deviation (ddof 0) and mean entropy of each event, flattened. */
function statistics(o: Operations, plain: Value, sampled: Value | undefined, passes: number): Value {
  const score = o.reshape(o.sigmoid(plain), [-1, 1]);
  const logits = sampled === undefined ? plain : o.reshape(sampled, [-1, passes]);
  const p = o.sigmoid(logits);
  const mean = o.mean(p, 1, true);
  const deviation = o.squareRoot(o.mean(o.square(o.subtract(p, mean)), 1, true));
  const entropy = o.mean(o.subtract(o.softplus(logits), o.multiply(logits, p)), 1, true);
  return o.reshape(o.concatenate([score, mean, deviation, entropy], 1), [-1]);
}
