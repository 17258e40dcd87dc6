import { z } from 'zod';
import type { NetworkInput } from './inputs.ts';
import { DISTRIBUTIONS, fitQuantiles } from './quantiles.ts';

/**
 * How inputs are brought to a common scale, fitted on the training events:
 * - `none`;
 * - `batch`: batch normalisation as the network's first layer (the inputs are centred before, which it does not notice);
 * - `layer`: layer normalisation as the network's first layer: each event's inputs are brought to mean 0, standard deviation 1,
 *   as they are: where features have different units, the largest ones decide;
 * - `z-score`: mean 0, standard deviation 1;
 * - `min-max`: 0 to 1;
 * - `quantile`: a standard normal (or uniform) distribution, whatever the feature's.
 */
export const NORMALISERS = ['none', 'batch', 'z-score', 'min-max', 'layer', 'quantile'] as const;

/** True: training events count by their training weight; false: each counts once. */
const weighted = z.boolean().default(false);

export const normaliserSchema = z.union([
  z.enum(NORMALISERS),
  z.strictObject({ name: z.literal('z-score'), weighted }),
  z.strictObject({
    name: z.literal('quantile'),
    weighted,
    /** Quantiles between which the map is linear. */
    knots: z.int().min(2).max(1000).default(100),
    distribution: z.enum(DISTRIBUTIONS).default('normal'),
  }),
]);
export type Normaliser = z.infer<typeof normaliserSchema>;

export const normaliserName = (normaliser: Normaliser): (typeof NORMALISERS)[number] =>
  typeof normaliser === 'string' ? normaliser : normaliser.name;

export const isWeighted = (normaliser: Normaliser): boolean => typeof normaliser === 'object' && normaliser.weighted;

/** What the network's first layer does with its inputs, as `Architecture.inputNormalisation`. */
export const inputNormalisationOf = (normaliser: Normaliser): boolean | 'layer' =>
  normaliser === 'layer' ? 'layer' : normaliser === 'batch';

type Scaling = Pick<NetworkInput, 'offset' | 'scale' | 'quantiles'>;

const asItIs: Scaling = { offset: 0, scale: 1 };

/**
 * How each input is scaled.
 * @param inputs what the columns are
 * @param values `[events x inputs]` as padded, neither shifted nor scaled
 * @param weights `[events]`, for a weighted normaliser
 */
export function fitNormaliser(
  normaliser: Normaliser,
  inputs: readonly Pick<NetworkInput, 'use'>[],
  values: Float32Array,
  weights?: Float64Array,
): readonly Scaling[] {
  const width = inputs.length;
  return inputs.map(({ use }, input) => {
    switch (normaliserName(normaliser)) {
      case 'none':
      case 'layer':
        return asItIs;
      case 'batch':
        return { offset: moments(values, width, input).mean, scale: 1 };
      case 'z-score': {
        const { mean, deviation } = moments(values, width, input, weights);
        return { offset: mean, scale: deviation > 0 ? 1 / deviation : 1 };
      }
      case 'min-max': {
        const { least, greatest } = range(values, width, input);
        return { offset: least, scale: greatest > least ? 1 / (greatest - least) : 1 };
      }
      case 'quantile': {
        if (use === 'missing') return asItIs;
        const column = Float64Array.from(
          { length: values.length / width },
          (_, row) => values[row * width + input] as number,
        );
        const options = {
          knots: 100,
          distribution: 'normal' as const,
          ...(typeof normaliser === 'object' ? normaliser : {}),
        };
        return { ...asItIs, quantiles: fitQuantiles(column, weights, options.knots, options.distribution) };
      }
    }
  });
}

function moments(
  values: Float32Array,
  inputs: number,
  input: number,
  weights?: Float64Array,
): { mean: number; deviation: number } {
  const events = values.length / inputs;
  let [sum, total] = [0, weights === undefined ? events : 0];
  for (let i = input, event = 0; i < values.length; i += inputs, event++) {
    const weight = weights?.[event] ?? 1;
    sum += weight * (values[i] as number);
    if (weights !== undefined) total += weight;
  }
  const mean = sum / total;
  let squares = 0;
  for (let i = input, event = 0; i < values.length; i += inputs, event++)
    squares += (weights?.[event] ?? 1) * ((values[i] as number) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / total) };
}

function range(values: Float32Array, inputs: number, input: number): { least: number; greatest: number } {
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = input; i < values.length; i += inputs) {
    const value = values[i] as number;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return { least, greatest };
}
