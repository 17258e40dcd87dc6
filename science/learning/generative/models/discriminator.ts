import { mean, type GenerativeModel, type GenerativeSizes } from './model.ts';
import { perceptron, perceptronParameters, type GenerativeActivation } from './perceptron.ts';

export interface DiscriminatorSpec {
  readonly kind: 'discriminator';
  readonly hidden: readonly number[];
  readonly activation: GenerativeActivation;
}

/**
 * Tells two samples apart: binary cross-entropy on the logit of a perceptron. Its one condition is the label (1 or 0), and what it
 * `generates` of an event is the logit.
 */
export function discriminator(
  { features }: GenerativeSizes,
  { hidden, activation }: DiscriminatorSpec,
): GenerativeModel {
  const network = { name: 'discriminator', inputs: features, hidden, outputs: 1, activation };
  return {
    parameters: perceptronParameters(network),
    trainingNoise: 0,
    latent: features,
    loss(m, parameter, { events, conditions }) {
      if (conditions === undefined) throw new TypeError('a discriminator takes labels');
      const logit = perceptron(m, network, parameter, events);
      return mean(m, m.subtract(m.softplus(logit), m.multiply(logit, conditions)));
    },
    generate: (m, parameter, events) => perceptron(m, network, parameter, events),
  };
}
