import type { ParameterSpec } from '../../parameters.ts';
import type { Mathematics, Tracked } from '../differentiation/index.ts';

export type GenerativeActivation = 'elu' | 'relu' | 'selu' | 'tanh';

export interface PerceptronSpec {
  readonly name: string;
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly outputs: number;
  readonly activation: GenerativeActivation;
  /** Starts with an output of zero for every input. */
  readonly zeroOutput?: boolean;
}

/** Parameters by name, as a model asks for them. */
export type ParametersOf = (name: string) => Tracked;

export function perceptronParameters({
  name,
  inputs,
  hidden,
  outputs,
  activation,
  zeroOutput,
}: PerceptronSpec): ParameterSpec[] {
  const sizes = [inputs, ...hidden, outputs];
  const initial = activation === 'relu' ? 'he-normal' : activation === 'selu' ? 'lecun-normal' : 'glorot-uniform';
  return sizes.slice(1).flatMap((units, layer) => {
    const last = layer === hidden.length;
    return [
      {
        name: `${name}/${layer}/kernel`,
        shape: [sizes[layer] as number, units],
        initial: last ? (zeroOutput === true ? 0 : 'glorot-uniform') : initial,
      },
      { name: `${name}/${layer}/bias`, shape: [units], initial: 0 },
    ] satisfies ParameterSpec[];
  });
}

/** Dense layers with an activation between them, none after the last. */
export function perceptron(m: Mathematics, spec: PerceptronSpec, parameter: ParametersOf, input: Tracked): Tracked {
  const layers = spec.hidden.length + 1;
  let x = input;
  for (let layer = 0; layer < layers; layer++) {
    const kernel = parameter(`${spec.name}/${layer}/kernel`);
    x = m.add(m.matrixProduct(x, kernel), parameter(`${spec.name}/${layer}/bias`));
    if (layer + 1 < layers) x = m[spec.activation](x);
  }
  return x;
}
