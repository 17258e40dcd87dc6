import { normal, randomStream, type RandomStream } from './random.ts';
import type { Initialiser } from './network.ts';

/** One trained tensor. All of a network's are kept one after the other in one vector, in the order of its layers. */
export interface ParameterSpec {
  /** `hidden_1/kernel`, `output/bias` ... */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: Initialiser | number;
  /** Penalties on it: l1 x sum of |w| + l2 x sum of w^2. */
  readonly l1?: number;
  readonly l2?: number;
}

/** Where each tensor lies in the vector. */
export interface ParameterLayout {
  readonly tensors: readonly (ParameterSpec & { readonly offset: number; readonly length: number })[];
  /** Length of the vector. */
  readonly length: number;
}

export function layOut(specs: readonly ParameterSpec[]): ParameterLayout {
  let offset = 0;
  const tensors = specs.map((spec) => {
    const length = spec.shape.reduce((product, size) => product * size, 1);
    const tensor = { ...spec, offset, length };
    offset += length;
    return tensor;
  });
  return { tensors, length: offset };
}

/** The tensors of a vector by name: views, not copies. */
export function tensorsOf(layout: ParameterLayout, vector: Float32Array): ReadonlyMap<string, Float32Array> {
  return new Map(layout.tensors.map(({ name, offset, length }) => [name, vector.subarray(offset, offset + length)]));
}

/** A number for each parameter, by its tensor. */
export function forEachParameter(
  layout: ParameterLayout,
  value: (tensor: ParameterLayout['tensors'][number]) => number,
): Float32Array {
  const vector = new Float32Array(layout.length);
  for (const tensor of layout.tensors) vector.fill(value(tensor), tensor.offset, tensor.offset + tensor.length);
  return vector;
}

/** Initial values, one random stream a tensor. */
export function initialVector(layout: ParameterLayout, seed: number): Float32Array {
  const vector = new Float32Array(layout.length);
  layout.tensors.forEach(({ shape, initial, offset, length }, index) => {
    const tensor = vector.subarray(offset, offset + length);
    if (typeof initial === 'number') tensor.fill(initial);
    else fillRandom(tensor, shape, initial, randomStream(seed, 'initial weights', index));
  });
  return vector;
}

function fillRandom(
  tensor: Float32Array,
  shape: readonly number[],
  initialiser: Initialiser,
  stream: RandomStream,
): void {
  const [inputs = 1, outputs = 1] = shape;
  const variance = {
    glorot: 2 / (inputs + outputs),
    he: 2 / inputs,
    lecun: 1 / inputs,
  }[initialiser.split('-')[0] as 'glorot' | 'he' | 'lecun'];
  const draw = initialiser.endsWith('-uniform')
    ? uniformDraw(Math.sqrt(3 * variance), stream)
    : truncatedNormalDraw(Math.sqrt(variance), stream);
  for (let i = 0; i < tensor.length; i++) tensor[i] = draw();
}

const uniformDraw = (limit: number, stream: RandomStream) => () => (2 * stream.uniform() - 1) * limit;

/** Normal numbers within two standard deviations; their spread is restored by dividing by that of the cut distribution. */
function truncatedNormalDraw(standardDeviation: number, stream: RandomStream): () => number {
  const scale = standardDeviation / 0.8796256610342398;
  return () => {
    for (;;) {
      const value = normal(stream);
      if (Math.abs(value) <= 2) return value * scale;
    }
  };
}
