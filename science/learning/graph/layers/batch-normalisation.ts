import type { BatchNormalisation } from '../../network.ts';
import type { ParameterSpec } from '../../parameters.ts';
import type { Layer } from './layer.ts';

export function normalisationParameters(name: string, width: number): readonly ParameterSpec[] {
  return [
    { name: `${name}/gamma`, shape: [width], initial: 1 },
    { name: `${name}/beta`, shape: [width], initial: 0 },
  ];
}

export function movingAverages(name: string, width: number): readonly ParameterSpec[] {
  return [
    { name: `${name}/moving_mean`, shape: [width], initial: 0 },
    { name: `${name}/moving_variance`, shape: [width], initial: 1 },
  ];
}

/**
 * y = gamma (x - m) / sqrt(v + epsilon) + beta with the mean and variance of the batch in training, of the moving
 * averages otherwise (Ioffe and Szegedy, arXiv:1502.03167).
 */
export function batchNormalisation(name: string, width: number, { epsilon }: BatchNormalisation): Layer {
  return {
    parameters: normalisationParameters(name, width),
    averages: movingAverages(name, width),
    train(pass, { value: x }) {
      const { o, inverseEvents } = pass;
      const gamma = pass.parameter(`${name}/gamma`);
      const mean = o.multiply(o.columnSums(x), inverseEvents);
      const centred = o.subtract(x, mean);
      const variance = o.multiply(o.columnSums(o.square(centred)), inverseEvents);
      pass.observe(`${name}/moving_mean`, mean);
      pass.observe(`${name}/moving_variance`, variance);
      const inverse = o.reciprocalRoot(o.add(variance, o.float(epsilon)));
      const normalised = o.multiply(centred, inverse);
      return {
        output: { value: o.addBias(o.multiply(normalised, gamma), pass.parameter(`${name}/beta`)), scale: 1 },
        backward(gradient, wanted) {
          const byBeta = o.columnSums(gradient);
          const byGamma = o.columnSums(o.multiply(gradient, normalised));
          pass.gradient(`${name}/gamma`, byGamma);
          pass.gradient(`${name}/beta`, byBeta);
          if (!wanted) return undefined;
          const viaMean = o.multiply(byBeta, inverseEvents);
          const viaVariance = o.multiply(normalised, o.multiply(byGamma, inverseEvents));
          const remainder = o.subtract(o.subtract(gradient, viaMean), viaVariance);
          return o.multiply(remainder, o.multiply(gamma, inverse));
        },
      };
    },
    infer(tensors, { value: x }) {
      const { o } = tensors;
      const variance = o.add(tensors.average(`${name}/moving_variance`), o.float(epsilon));
      const scale = o.multiply(tensors.parameter(`${name}/gamma`), o.reciprocalRoot(variance));
      const mean = tensors.average(`${name}/moving_mean`);
      const shift = o.subtract(tensors.parameter(`${name}/beta`), o.multiply(mean, scale));
      return { value: o.addBias(o.multiply(x, scale), shift), scale: 1 };
    },
  };
}
