import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import { normalisationParameters } from './batch-normalisation.ts';
import type { Layer, Tensors } from './layer.ts';

/** (x - mean) / sqrt(variance + epsilon) of each row, and the 1 / sqrt. */
export function normaliseRows(o: Operations, x: Value, epsilon: number): { normalised: Value; inverse: Value } {
  const centred = o.subtract(x, o.mean(x, 1, true));
  const variance = o.mean(o.square(centred), 1, true);
  const inverse = o.reciprocalRoot(o.add(variance, o.float(epsilon)));
  return { normalised: o.multiply(centred, inverse), inverse };
}

/**
 * y = gamma (x - m) / sqrt(v + epsilon) + beta with the mean and variance of the units of each event, in training as in
 * scoring (Ba, Kiros and Hinton, arXiv:1607.06450).
 */
export function layerNormalisation(name: string, width: number, epsilon: number): Layer {
  const shifted = ({ o, parameter }: Tensors, normalised: Value): Value =>
    o.addBias(o.multiply(normalised, parameter(`${name}/gamma`)), parameter(`${name}/beta`));
  return {
    parameters: normalisationParameters(name, width),
    averages: [],
    train(pass, { value: x }) {
      const { o } = pass;
      const { normalised, inverse } = normaliseRows(o, x, epsilon);
      return {
        output: { value: shifted(pass, normalised), scale: 1 },
        backward(gradient, wanted) {
          pass.gradient(`${name}/gamma`, o.columnSums(o.multiply(gradient, normalised)));
          pass.gradient(`${name}/beta`, o.columnSums(gradient));
          if (!wanted) return undefined;
          const scaled = o.multiply(gradient, pass.parameter(`${name}/gamma`));
          const viaMean = o.mean(scaled, 1, true);
          const viaVariance = o.multiply(normalised, o.mean(o.multiply(scaled, normalised), 1, true));
          return o.multiply(o.subtract(o.subtract(scaled, viaMean), viaVariance), inverse);
        },
      };
    },
    infer: (tensors, { value }) => ({
      value: shifted(tensors, normaliseRows(tensors.o, value, epsilon).normalised),
      scale: 1,
    }),
  };
}
