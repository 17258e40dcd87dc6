import type { Initialiser } from '../../network.ts';
import type { Kernels } from '../execution.ts';
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
  /** Puts out relu(z) or elu(z) instead of z, from one kernel: the activation after it then only drops and derives. */
  readonly applied: AppliedActivation;
  readonly kernels: Kernels;
  /** Penalties on the weights. */
  readonly l1: number;
  readonly l2: number;
}

/** What a dense layer does of the activation that follows. */
export type AppliedActivation = 'nothing' | 'relu' | 'elu';

/** x W + b, or its relu or elu. */
export function affine(o: Operations, x: Value, weights: Value, bias: Value | undefined, spec: DenseSpec): Value {
  if (bias === undefined) return o.matrixProduct(x, weights);
  if (spec.applied === 'elu') return o.denseElu(x, weights, bias);
  if (spec.kernels.fused) return o.fusedDense(x, weights, bias, spec.applied === 'relu');
  return o.addBias(o.matrixProduct(x, weights), bias);
}

/** x^T g */
export const weightGradient = (o: Operations, x: Value, gradient: Value, { kernels }: DenseSpec): Value =>
  kernels.oneDnn ? o.transposedProduct(x, gradient) : o.matrixProduct(x, gradient, { a: true });

export function denseParameters(spec: DenseSpec): readonly ParameterSpec[] {
  const { name, inputs, units, initialiser, bias, l1, l2 } = spec;
  const kernel = { name: `${name}/kernel`, shape: [inputs, units], initial: initialiser, l1, l2 };
  return bias ? [kernel, { name: `${name}/bias`, shape: [units], initial: 0 }] : [kernel];
}

/** z = x W + b. */
export function dense(spec: DenseSpec): Layer {
  const { name, bias } = spec;
  const apply = (tensors: Tensors, input: Activations) => {
    const { o } = tensors;
    const weights = scaled(o, tensors.parameter(`${name}/kernel`), input.scale);
    const shift = bias ? tensors.parameter(`${name}/bias`) : undefined;
    return { weights, z: affine(o, input.value, weights, shift, spec) };
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
          const outer = weightGradient(o, input.value, gradient, spec);
          pass.gradient(`${name}/kernel`, scaled(o, outer, input.scale));
          return wanted ? o.matrixProduct(gradient, weights, { b: true }) : undefined;
        },
      };
    },
    infer: (tensors, input) => ({ value: apply(tensors, input).z, scale: 1 }),
  };
}
