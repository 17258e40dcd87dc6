import type { NetworkInput } from './inputs.ts';

/**
 * How inputs are brought to a common scale, fitted on the training events (each counts once):
 * - `none`;
 * - `batch`: batch normalisation as the network's first layer (the inputs are centred before, which it does not notice);
 * - `z-score`: mean 0, standard deviation 1;
 * - `min-max`: 0 to 1.
 */
export const NORMALISERS = ['none', 'batch', 'z-score', 'min-max'] as const;
export type Normaliser = (typeof NORMALISERS)[number];

/**
 * Offset and scale of each input.
 * @param values `[events x inputs]` as padded, neither shifted nor scaled
 */
export function fitNormaliser(
  normaliser: Normaliser,
  values: Float32Array,
  inputs: number,
): readonly Pick<NetworkInput, 'offset' | 'scale'>[] {
  return Array.from({ length: inputs }, (_, input) => {
    switch (normaliser) {
      case 'none':
        return { offset: 0, scale: 1 };
      case 'batch':
        return { offset: moments(values, inputs, input).mean, scale: 1 };
      case 'z-score': {
        const { mean, deviation } = moments(values, inputs, input);
        return { offset: mean, scale: deviation > 0 ? 1 / deviation : 1 };
      }
      case 'min-max': {
        const { least, greatest } = range(values, inputs, input);
        return { offset: least, scale: greatest > least ? 1 / (greatest - least) : 1 };
      }
    }
  });
}

function moments(values: Float32Array, inputs: number, input: number): { mean: number; deviation: number } {
  const events = values.length / inputs;
  let sum = 0;
  for (let i = input; i < values.length; i += inputs) sum += values[i] as number;
  const mean = sum / events;
  let squares = 0;
  for (let i = input; i < values.length; i += inputs) squares += ((values[i] as number) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / events) };
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
