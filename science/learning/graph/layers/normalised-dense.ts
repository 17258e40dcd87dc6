import type { BatchNormalisation } from '../../network.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import { normalisationParameters, movingAverages } from './batch-normalisation.ts';
import { affine, denseParameters, weightGradient, type DenseSpec } from './dense.ts';
import type { Layer, Moments } from './layer.ts';

const normaliser = 'input_normalisation';

/**
 * Batch normalisation of the network's inputs and the dense layer after it, as one: z = ((x - m) s + beta) W + b with
 * s = gamma / sqrt(v + epsilon) is z = x W' + b' with W' = diag(s) W and b' = b + (beta - m s) W, so that no normalised
 * copy of the inputs is made. The gradients follow from x^T dz, without the gradient by the inputs that nobody needs.
 *
 * The variance is the mean square minus the squared mean: the inputs must be centred (their mean small beside their spread).
 */
export function normalisedDense(spec: DenseSpec, normalisation: BatchNormalisation): Layer {
  const { name, inputs, units } = spec;
  const fold = (o: Operations, moments: Moments, gamma: Value, beta: Value, kernel: Value) => {
    const inverse = o.reciprocalRoot(o.add(moments.variance, o.float(normalisation.epsilon)));
    const scale = o.multiply(gamma, inverse);
    const shift = o.subtract(beta, o.multiply(moments.mean, scale));
    return {
      inverse,
      weights: o.multiply(kernel, o.reshape(scale, [inputs, 1])),
      shifted: o.reshape(o.matrixProduct(o.reshape(shift, [1, inputs]), kernel), [units]),
    };
  };
  return {
    parameters: [...normalisationParameters(normaliser, inputs), ...denseParameters(spec)],
    averages: movingAverages(normaliser, inputs),
    train(pass, { value: x }) {
      const { o, inverseEvents } = pass;
      const [gamma, beta] = [pass.parameter(`${normaliser}/gamma`), pass.parameter(`${normaliser}/beta`)];
      const kernel = pass.parameter(`${name}/kernel`);
      const moments = pass.inputMoments ?? inputMoments(o, ...inputSums(o, x), inverseEvents);
      const { mean } = moments;
      for (const [average, value] of movingMoments(moments)) pass.observe(average, value);
      const { inverse, weights, shifted } = fold(o, moments, gamma, beta, kernel);
      const bias = spec.bias ? o.add(pass.parameter(`${name}/bias`), shifted) : shifted;
      return {
        output: { value: affine(o, x, weights, bias, spec), scale: 1 },
        backward(gradient) {
          const column = (vector: Value) => o.reshape(vector, [inputs, 1]);
          const sums = o.columnSums(gradient);
          const row = o.reshape(sums, [1, units]);
          if (spec.bias) pass.gradient(`${name}/bias`, sums);
          // normalised^T dz, from x^T dz
          const product = o.subtract(weightGradient(o, x, gradient, spec), o.multiply(column(mean), row));
          const normalised = o.multiply(column(inverse), product);
          const viaScale = o.multiply(column(gamma), normalised);
          pass.gradient(`${name}/kernel`, o.add(viaScale, o.multiply(column(beta), row)));
          pass.gradient(`${normaliser}/gamma`, o.sum(o.multiply(normalised, kernel), 1));
          pass.gradient(`${normaliser}/beta`, o.reshape(o.matrixProduct(kernel, row, { b: true }), [inputs]));
          return undefined;
        },
      };
    },
    infer(tensors, { value: x }) {
      const { o } = tensors;
      const moments = {
        mean: tensors.average(`${normaliser}/moving_mean`),
        variance: tensors.average(`${normaliser}/moving_variance`),
      };
      const gamma = tensors.parameter(`${normaliser}/gamma`);
      const beta = tensors.parameter(`${normaliser}/beta`);
      const { weights, shifted } = fold(o, moments, gamma, beta, tensors.parameter(`${name}/kernel`));
      const bias = spec.bias ? o.add(tensors.parameter(`${name}/bias`), shifted) : shifted;
      return { value: affine(o, x, weights, bias, spec), scale: 1 };
    },
  };
}

/** Sum and sum of squares of each input. */
export const inputSums = (o: Operations, x: Value): readonly [Value, Value] => [
  o.columnSums(x),
  o.columnSums(o.square(x)),
];

export function inputMoments(o: Operations, sum: Value, squares: Value, inverseEvents: Value): Moments {
  const mean = o.multiply(sum, inverseEvents);
  const difference = o.subtract(o.multiply(squares, inverseEvents), o.square(mean));
  // Equal values far from the centre differ by rounding alone, which may well be negative.
  return { mean, variance: o.maximum(difference, o.float(0)) };
}

/** By the name of the moving average. */
export const movingMoments = ({ mean, variance }: Moments): ReadonlyMap<string, Value> =>
  new Map([
    [`${normaliser}/moving_mean`, mean],
    [`${normaliser}/moving_variance`, variance],
  ]);
