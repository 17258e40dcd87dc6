import type { Initialiser } from '../../network.ts';
import type { ParameterSpec } from '../../parameters.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import type { Tensors } from './layer.ts';
import { scaled, type Activations, type Layer } from './layer.ts';

export interface DenseSpec {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  readonly initialiser: Initialiser;
  /** Off where a batch normalisation follows, which has a shift of its own. */
  readonly bias: boolean;
  /** Puts out relu(z) instead of z, from one kernel (processors only): the activation after it then only drops and derives. */
  readonly relu: boolean;
  /** Penalties on the weights. */
  readonly l1: number;
  readonly l2: number;
}

/** x W + b, or its relu. */
export function affine(o: Operations, x: Value, weights: Value, bias: Value | undefined, relu: boolean): Value {
  if (relu && bias !== undefined) return o.denseRelu(x, weights, bias);
  const product = o.matrixProduct(x, weights);
  return bias === undefined ? product : o.addBias(product, bias);
}

export function denseParameters(spec: DenseSpec): readonly ParameterSpec[] {
  const { name, inputs, units, initialiser, bias, l1, l2 } = spec;
  const kernel = { name: `${name}/kernel`, shape: [inputs, units], initial: initialiser, l1, l2 };
  return bias ? [kernel, { name: `${name}/bias`, shape: [units], initial: 0 }] : [kernel];
}

/** z = x W + b. */
export function dense(spec: DenseSpec): Layer {
  const { name, bias, relu } = spec;
  const apply = (tensors: Tensors, input: Activations) => {
    const { o } = tensors;
    const weights = scaled(o, tensors.parameter(`${name}/kernel`), input.scale);
    const shift = bias ? tensors.parameter(`${name}/bias`) : undefined;
    return { weights, z: affine(o, input.value, weights, shift, relu) };
  };
  return {
    parameters: denseParameters(spec),
    averages: [],
    train(pass, input) {
      const { o } = pass;
      const { weights, z } = apply(pass, input);
      return {
        output: { value: z, scale: 1 },
        backward(gradient, wanted) {
          if (bias) pass.gradient(`${name}/bias`, o.columnSums(gradient));
          const outer = o.matrixProduct(input.value, gradient, { a: true });
          pass.gradient(`${name}/kernel`, scaled(o, outer, input.scale));
          return wanted ? o.matrixProduct(gradient, weights, { b: true }) : undefined;
        },
      };
    },
    infer: (tensors, input) => ({ value: apply(tensors, input).z, scale: 1 }),
  };
}
