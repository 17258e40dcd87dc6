import type { Activation } from '../network.ts';
import type { Model, Tensor } from '../model-file/index.ts';

/**
 * One dense layer of a trained network as it scores events: y = f(x W + b), with batch normalisations multiplied into W and b,
 * and the fraction of its outputs that dropout takes away.
 */
export interface Stage {
  readonly inputs: number;
  readonly units: number;
  /** `[inputs x units]` */
  readonly weights: Float32Array;
  /** `[units]` */
  readonly bias: Float32Array;
  readonly activation: Activation;
  readonly dropout: number;
}

/** The stages of a network; the last one puts out the logit. */
export function inferenceStages({ architecture, tensors }: Pick<Model, 'architecture' | 'tensors'>): readonly Stage[] {
  const { hidden, batch_normalisation: normalisation } = architecture.network;
  const values = (name: string) => tensors.get(name)?.values;
  const layers = [
    ...hidden.map((layer, index) => ({ ...layer, name: `hidden_${index + 1}` })),
    { name: 'output', units: 1, activation: 'linear' as const, dropout: 0, batch_normalisation: false },
  ];
  let inputs = architecture.inputs;
  return layers.map(({ name, units, activation, dropout, batch_normalisation: normalised }, index) => {
    const weights = Float64Array.from(required(tensors, `${name}/kernel`));
    const bias = Float64Array.from(values(`${name}/bias`) ?? new Float32Array(units));
    if (index === 0 && architecture.inputNormalisation)
      foldBefore(weights, bias, affine(tensors, 'input_normalisation', normalisation.epsilon));
    if (normalised) foldAfter(weights, bias, affine(tensors, `${name}/normalisation`, normalisation.epsilon));
    const stage = {
      inputs,
      units,
      activation,
      dropout,
      weights: Float32Array.from(weights),
      bias: Float32Array.from(bias),
    };
    inputs = units;
    return stage;
  });
}

interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** A batch normalisation with its moving averages: x scale + shift. */
function affine(tensors: ReadonlyMap<string, Tensor>, name: string, epsilon: number): Affine {
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((part) =>
    required(tensors, `${name}/${part}`),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const scale = Float64Array.from(gamma, (g, i) => g / Math.sqrt((variance[i] as number) + epsilon));
  return { scale, shift: scale.map((s, i) => (beta[i] as number) - (mean[i] as number) * s) };
}

function foldBefore(weights: Float64Array, bias: Float64Array, { scale, shift }: Affine): void {
  const units = bias.length;
  for (let i = 0; i < weights.length; i++) {
    const input = Math.floor(i / units);
    bias[i % units] = (bias[i % units] as number) + (shift[input] as number) * (weights[i] as number);
    weights[i] = (weights[i] as number) * (scale[input] as number);
  }
}

function foldAfter(weights: Float64Array, bias: Float64Array, { scale, shift }: Affine): void {
  const units = bias.length;
  for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] as number) * (scale[i % units] as number);
  for (let unit = 0; unit < units; unit++)
    bias[unit] = (bias[unit] as number) * (scale[unit] as number) + (shift[unit] as number);
}

function required(tensors: ReadonlyMap<string, Tensor>, name: string): Float32Array {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`the model lacks the tensor ${name}`);
  return tensor.values;
}
