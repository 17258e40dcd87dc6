import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import type { SamplingDesign } from './program.ts';

/**
 * Score, mean, standard deviation (ddof 0) and mean entropy of each event, then its variances of means: `[events x columns]`
 * flattened, as `DropoutProgram.results`.
 * @param plain logits without dropout, `[events, outputs]`
 * @param sampled logits of all passes, `[events x passes, outputs]`; absent: passes do not differ
 */
export function summarise(o: Operations, plain: Value, sampled: Value | undefined, design: SamplingDesign): Value {
  const outputs = design.stages.at(-1)?.units ?? 1;
  const summary = outputs === 1 ? ofOneLogit : ofClasses;
  return summary(o, plain, sampled, design, outputs);
}

function ofOneLogit(o: Operations, plain: Value, sampled: Value | undefined, design: SamplingDesign): Value {
  const score = o.sigmoid(plain);
  const logits = sampled === undefined ? plain : o.reshape(sampled, [-1, design.passes]);
  const p = o.sigmoid(logits);
  const mean = o.mean(p, 1, true);
  const deviation = o.squareRoot(o.mean(o.square(o.subtract(p, mean)), 1, true));
  // -p ln p - (1 - p) ln(1 - p) = ln(1 + e^z) - z p, which holds its digits near 0 and 1
  const entropy = o.mean(o.subtract(o.softplus(logits), o.multiply(logits, p)), 1, true);
  const means = variancesOfMeans(o, sampled === undefined ? undefined : o.reshape(p, [-1, design.passes, 1]), design);
  return o.reshape(o.concatenate([score, mean, deviation, entropy, ...means(plain)], 1), [-1]);
}

function ofClasses(
  o: Operations,
  plain: Value,
  sampled: Value | undefined,
  design: SamplingDesign,
  outputs: number,
): Value {
  const score = o.softmax(plain);
  const logits = o.reshape(sampled ?? plain, [-1, sampled === undefined ? 1 : design.passes, outputs]);
  const p = o.softmax(logits);
  const mean = o.mean(p, 1, true);
  const deviation = o.squareRoot(o.mean(o.square(o.subtract(p, mean)), 1));
  const entropies = o.subtract(o.float(0), o.sum(o.multiply(p, o.logSoftmax(logits)), 2));
  const columns = [score, o.reshape(mean, [-1, outputs]), deviation, o.mean(entropies, 1, true)];
  const means = variancesOfMeans(o, sampled === undefined ? undefined : p, design);
  return o.reshape(o.concatenate([...columns, ...means(plain)], 1), [-1]);
}

/**
 * For each wanted number T of passes: the passes are cut into groups of T, and the variance (ddof 1) of the groups' means is that
 * of a mean over T passes, `[events, 1]` each, averaged over the outputs.
 * @param p `[events, passes, outputs]`
 */
function variancesOfMeans(o: Operations, p: Value | undefined, { passes, stages, convergence = [] }: SamplingDesign) {
  const outputs = stages.at(-1)?.units ?? 1;
  return (plain: Value): readonly Value[] =>
    convergence.map((length) => {
      if (p === undefined) return o.multiply(o.mean(plain, 1, true), o.float(0));
      const groups = Math.floor(passes / length);
      const used = o.slice(p, o.integers(0, 0, 0), o.integers(-1, groups * length, -1));
      const means = o.mean(o.reshape(used, [-1, groups, length, outputs]), 2);
      const squares = o.square(o.subtract(means, o.mean(means, 1, true)));
      return o.mean(o.multiply(o.sum(squares, 1), o.float(1 / (groups - 1))), 1, true);
    });
}
