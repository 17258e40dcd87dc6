import type { StageNormalisation, StageShape } from '../graph/dropout/program.ts';
import { hasBias, normalisationOf } from '../graph/layers/stack.ts';
import { layerNormalisationEpsilon, type Nonlinearity } from '../network.ts';
import type { Model, Tensor } from '../model-file/index.ts';

/**
 * One dense layer of a trained network as it scores events: y = f(x W + b), with batch normalisations multiplied into W and b
 * where they can be, and the fraction of its outputs that dropout takes away.
 */
export interface Stage extends StageShape {
  /** `[inputs x units]` */
  readonly weights: Float32Array;
  /** `[units]` */
  readonly bias: Float32Array;
  /** `[units]` each, of `normalisation`. */
  readonly vectors?: { readonly scale: Float32Array; readonly shift: Float32Array } | undefined;
}

/** The stages of a network; the last one puts out the logits. */
export function inferenceStages({ architecture, tensors }: Pick<Model, 'architecture' | 'tensors'>): readonly Stage[] {
  const { network, inputs, inputNormalisation, outputs = 1 } = architecture;
  const { epsilon } = network.batch_normalisation;
  const rows = { epsilon: layerNormalisationEpsilon(network) };
  const stages: Stage[] = [];
  let width = inputs;
  // A batch normalisation that awaits the next layer's weights
  let waiting: Affine | undefined =
    inputNormalisation === true ? affine(tensors, 'input_normalisation', epsilon) : undefined;
  const add = (name: string, units: number, more: Nonlinearity & { dropout: number }, extra: Extra = {}) => {
    const weights = Float64Array.from(required(tensors, `${name}/kernel`));
    const bias = Float64Array.from(extra.bias === false ? new Float32Array(units) : required(tensors, `${name}/bias`));
    if (waiting !== undefined) foldBefore(weights, bias, waiting);
    waiting = undefined;
    if (extra.after !== undefined) foldAfter(weights, bias, extra.after);
    const { activation, negative_slope: slope, dropout } = more;
    stages.push({
      inputs: width,
      units,
      activation,
      ...(slope === undefined ? {} : { negative_slope: slope }),
      dropout,
      weights: Float32Array.from(weights),
      bias: Float32Array.from(bias),
      ...extra.kept,
    });
    width = units;
  };

  const inputDropout = network.input_dropout ?? 0;
  if (inputDropout > 0 || inputNormalisation === 'layer') {
    const kept =
      inputNormalisation === 'layer'
        ? {
            normalisation: { place: 'after-activation', rows } as const,
            vectors: gainAndShift(tensors, 'input_normalisation'),
          }
        : {};
    stages.push({ ...identity(inputs, waiting), ...kept, dropout: inputDropout });
    waiting = undefined;
  }
  network.hidden.forEach((hidden, index) => {
    const name = `hidden_${index + 1}`;
    const normalisation = normalisationOf(hidden);
    const bias = hasBias(hidden);
    if (normalisation === undefined) {
      add(name, hidden.units, hidden);
      return;
    }
    const { by, place } = normalisation;
    const where = place === true ? 'before-activation' : 'after-activation';
    if (by === 'layer') {
      const vectors = gainAndShift(tensors, `${name}/normalisation`);
      add(name, hidden.units, hidden, { bias, kept: { normalisation: { place: where, rows }, vectors } });
      return;
    }
    const batch = affine(tensors, `${name}/normalisation`, epsilon);
    if (place === true) add(name, hidden.units, hidden, { bias, after: batch });
    else if (hidden.dropout === 0) {
      add(name, hidden.units, hidden);
      waiting = batch;
    } else {
      const vectors = { scale: Float32Array.from(batch.scale), shift: Float32Array.from(batch.shift) };
      add(name, hidden.units, hidden, { kept: { normalisation: { place: where }, vectors } });
    }
  });
  add('output', outputs, { activation: 'linear', dropout: 0 });
  return stages;
}

interface Extra {
  readonly bias?: boolean;
  /** A batch normalisation of the weighted sums. */
  readonly after?: Affine;
  readonly kept?: { readonly normalisation: StageNormalisation; readonly vectors: NonNullable<Stage['vectors']> };
}

interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** A stage that puts out its inputs, or those of a batch normalisation. */
function identity(inputs: number, batch: Affine | undefined): Stage {
  const weights = new Float32Array(inputs * inputs);
  for (let input = 0; input < inputs; input++) weights[input * (inputs + 1)] = batch?.scale[input] ?? 1;
  const bias = Float32Array.from(batch?.shift ?? new Float32Array(inputs));
  return { inputs, units: inputs, activation: 'linear', dropout: 0, weights, bias };
}

function gainAndShift(tensors: ReadonlyMap<string, Tensor>, name: string): NonNullable<Stage['vectors']> {
  return { scale: required(tensors, `${name}/gamma`), shift: required(tensors, `${name}/beta`) };
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
