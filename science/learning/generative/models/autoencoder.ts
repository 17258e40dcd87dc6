import type { Mathematics, Tracked } from '../differentiation/index.ts';
import { joined, mean, type GenerativeModel, type GenerativeSizes } from './model.ts';
import { perceptron, perceptronParameters, type GenerativeActivation, type ParametersOf } from './perceptron.ts';

export interface AutoencoderSpec {
  readonly latent: number;
  /** Of the encoder; the decoder has them the other way round. */
  readonly hidden: readonly number[];
  readonly activation: GenerativeActivation;
  /** Weight of the divergence against that of the reconstruction, 0 to 1. */
  readonly beta: number;
}

/**
 * A variational autoencoder (Kingma and Welling, arXiv:1312.6114) with the loss of Otten et al. (Nature Commun. 12, 2985 (2021),
 * arXiv:1901.00875): (1 - beta) MSE + beta KL, where MSE is the mean over events and features of the squared difference between an event
 * and its reconstruction, and KL = -1/2 sum (1 + ln sigma^2 - mu^2 - sigma^2) over the latent numbers, the mean over events.
 */
export function autoencoder(sizes: GenerativeSizes, spec: AutoencoderSpec): GenerativeModel {
  const { features, conditions } = sizes;
  const { latent, hidden, activation, beta } = spec;
  const encoder = { name: 'encoder', inputs: features + conditions, hidden, outputs: 2 * latent, activation };
  const decoder = {
    name: 'decoder',
    inputs: latent + conditions,
    hidden: hidden.toReversed(),
    outputs: features,
    activation,
  };
  const encoded = (m: Mathematics, parameter: ParametersOf, events: Tracked, given: Tracked | undefined) => {
    const both = perceptron(m, encoder, parameter, joined(m, events, given));
    const logVariance = m.part(both, latent, 2 * latent);
    return { mu: m.part(both, 0, latent), logVariance, sigma: m.exponential(m.scale(logVariance, 0.5)) };
  };
  const generate: GenerativeModel['generate'] = (m, parameter, z, given) =>
    perceptron(m, decoder, parameter, joined(m, z, given));
  return {
    parameters: [...perceptronParameters(encoder), ...perceptronParameters(decoder)],
    trainingNoise: latent,
    latent,
    loss(m, parameter, { events, conditions: given, noise }) {
      if (noise === undefined) throw new TypeError('an autoencoder takes noise');
      const { mu, logVariance, sigma } = encoded(m, parameter, events, given);
      const z = m.add(mu, m.multiply(sigma, noise));
      const difference = m.subtract(events, generate(m, parameter, z, given));
      const divergence = m.scale(
        m.subtract(m.shift(logVariance, 1), m.add(m.square(mu), m.exponential(logVariance))),
        -0.5,
      );
      return m.add(m.scale(mean(m, m.square(difference), features), 1 - beta), m.scale(mean(m, divergence), beta));
    },
    generate,
    encode(m, parameter, events, given) {
      const { mu, sigma } = encoded(m, parameter, events, given);
      return { mean: mu, deviation: sigma };
    },
  };
}
