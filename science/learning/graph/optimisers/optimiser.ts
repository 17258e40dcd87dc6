import type { ParameterLayout } from '../../parameters.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';

/** Variables that hold vectors of the parameters' length. */
export interface OptimiserVariables {
  readonly parameters: Value;
  readonly slots: readonly Value[];
}

/** Learning rate of every step, or of each. */
export type LearningRates = number | ArrayLike<number>;

export const rateOf = (rates: LearningRates, index: number): number =>
  typeof rates === 'number' ? rates : (rates[index] as number);

/**
 * An optimiser: what depends on the number of the step is computed here in float64 and handed to the graph as a few
 * coefficients, the rest are nodes on vectors.
 */
export interface Optimiser {
  /** Vectors that it keeps from step to step (Adam's two moments ...), all zero at the start. */
  readonly slots: number;
  /** How many coefficients a step takes. */
  readonly coefficientCount: number;
  /** Coefficients of steps `first` ... `first + count - 1`, counted from 1, row by row. */
  coefficients(first: number, count: number, learningRates: LearningRates): Float64Array;
  /** Adds the nodes of one step. */
  update(
    o: Operations,
    variables: OptimiserVariables,
    gradient: Value,
    coefficients: readonly Value[],
    layout: ParameterLayout,
  ): void;
}

/** slot <- slot + (1 - decay) (towards - slot); the new value. */
export function moveAverage(o: Operations, slot: Value, towards: Value, decay: number): Value {
  const old = o.read(slot);
  const moved = o.add(old, o.multiply(o.subtract(towards, old), o.float(1 - decay)));
  o.assign(slot, moved);
  return moved;
}
