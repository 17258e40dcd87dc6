import type { ParameterSpec } from '../../parameters.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';

/**
 * Values on their way through a network, `[events, units]`. The true ones are `scale` times these: dropout's
 * 1 / (1 - rate) is multiplied into the weights that come next, which are fewer.
 */
export interface Activations {
  readonly value: Value;
  readonly scale: number;
}

/** Parameters and moving averages by name, in their shapes. */
export interface Tensors {
  readonly o: Operations;
  parameter(name: string): Value;
  average(name: string): Value;
}

/** `[inputs]` each. */
export interface Moments {
  readonly mean: Value;
  readonly variance: Value;
}

/** One training step as layers see it. */
export interface TrainingPass extends Tensors {
  /** 1 / (events in the batch), a scalar. */
  readonly inverseEvents: Value;
  /** Moments of the inputs over the batch, where these events are a part of it. */
  readonly inputMoments?: Moments | undefined;
  /** Mask of a dropout, `[events, units]`: `kept` where a value is kept, else 0. Masks are counted from 0 in the order of the layers. */
  mask(dropout: number, kept: number): Value;
  /** Takes the gradient of the loss by a parameter. */
  gradient(name: string, value: Value): void;
  /** Takes what a moving average moves towards. */
  observe(name: string, value: Value): void;
}

/** Gradient of the loss by what went into the layer (by `value`, not by `scale * value`), or nothing when nobody asks. */
export type Backward = (gradient: Value, wanted: boolean) => Value | undefined;

/**
 * One layer, as nodes of a graph. Gradients are written by hand, layer by layer, and checked against automatic
 * differentiation in the tests.
 */
export interface Layer {
  readonly parameters: readonly ParameterSpec[];
  /** Moving averages: state that training observes but does not minimise. */
  readonly averages: readonly ParameterSpec[];
  train(pass: TrainingPass, input: Activations): { readonly output: Activations; readonly backward: Backward };
  infer(tensors: Tensors, input: Activations): Activations;
}

/** Weights that take the scale of what they are applied to. */
export function scaled(o: Operations, weights: Value, scale: number): Value {
  return scale === 1 ? weights : o.multiply(weights, o.float(scale));
}
