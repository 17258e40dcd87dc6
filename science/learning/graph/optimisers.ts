import type { OptimiserSpec } from '../network.ts';
import type { Operations } from './operations/index.ts';
import type { Value } from './scope.ts';

/** Variables that hold vectors of the parameters' length. */
export interface OptimiserVariables {
  readonly parameters: Value;
  readonly slots: readonly Value[];
}

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
  coefficients(first: number, count: number, learningRate: number): Float64Array;
  /** Adds the nodes of one step. */
  update(o: Operations, variables: OptimiserVariables, gradient: Value, coefficients: readonly Value[]): void;
}

export function createOptimiser(spec: OptimiserSpec): Optimiser {
  switch (spec.name) {
    case 'adam':
      return adam(spec);
    case 'nadam':
      return nadam(spec);
    case 'sgd':
      return stochasticGradientDescent(spec);
  }
}

type Spec<Name extends OptimiserSpec['name']> = Extract<OptimiserSpec, { readonly name: Name }>;

function adam({ beta_1: beta1, beta_2: beta2, epsilon }: Spec<'adam'>): Optimiser {
  return {
    slots: 2,
    coefficientCount: 1,
    coefficients: (first, count, learningRate) =>
      Float64Array.from({ length: count }, (_, index) => {
        const step = first + index;
        return (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      }),
    update(o, { parameters, slots }, gradient, [rate]) {
      const [mean, variance] = slots;
      if (mean === undefined || variance === undefined || rate === undefined)
        throw new TypeError('adam takes two slots');
      // The kernel's own bias correction is switched off by powers of zero: the rate holds it.
      const constants = [beta1, beta2, epsilon].map((value) => o.float(value));
      o.effect(
        'ResourceApplyAdam',
        [parameters, mean, variance, o.float(0), o.float(0), rate, ...constants, gradient],
        {
          T: { type: 'float32' },
          use_locking: { bool: false },
          use_nesterov: { bool: false },
        },
      );
    },
  };
}

/** Momentum of step t by Dozat's schedule: beta_1 (1 - 0.96^(t / 250) / 2). */
const scheduledMomentum = (beta1: number, step: number) => beta1 * (1 - 0.5 * 0.96 ** (step / 250));

function nadam({ beta_1: beta1, beta_2: beta2, epsilon }: Spec<'nadam'>): Optimiser {
  // Product of the momenta of steps 1 ... `last`, kept from call to call.
  let last = 0;
  let product = 1;
  return {
    slots: 2,
    coefficientCount: 3,
    coefficients(first, count, learningRate) {
      const rows = new Float64Array(3 * count);
      if (last >= first) [last, product] = [0, 1];
      for (let step = last + 1; step < first + count; last = step++) {
        const momentum = scheduledMomentum(beta1, step);
        const next = scheduledMomentum(beta1, step + 1);
        product *= momentum;
        if (step < first) continue;
        const correction = Math.sqrt(1 - beta2 ** step);
        rows.set(
          [
            (learningRate * correction * next) / (1 - product * next),
            (learningRate * correction * (1 - momentum)) / (1 - product),
            epsilon * correction,
          ],
          3 * (step - first),
        );
      }
      return rows;
    },
    update(o, { parameters, slots }, gradient, [byMean, byGradient, floor]) {
      const [meanSlot, squareSlot] = slots;
      if (meanSlot === undefined || squareSlot === undefined || byMean === undefined || byGradient === undefined)
        throw new TypeError('nadam takes two slots and three coefficients');
      const move = (slot: Value, towards: Value, decay: number) => {
        const old = o.read(slot);
        const moved = o.add(old, o.multiply(o.subtract(towards, old), o.float(1 - decay)));
        o.assign(slot, moved);
        return moved;
      };
      const mean = move(meanSlot, gradient, beta1);
      const square = move(squareSlot, o.square(gradient), beta2);
      const direction = o.add(o.multiply(mean, byMean), o.multiply(gradient, byGradient));
      o.assignSubtract(parameters, o.divide(direction, o.add(o.squareRoot(square), floor ?? o.float(epsilon))));
    },
  };
}

function stochasticGradientDescent({ momentum, nesterov }: Spec<'sgd'>): Optimiser {
  return {
    slots: momentum === 0 ? 0 : 1,
    coefficientCount: 1,
    coefficients: (_first, count, learningRate) => new Float64Array(count).fill(learningRate),
    update(o, { parameters, slots }, gradient, [rate]) {
      if (rate === undefined) throw new TypeError('gradient descent takes a learning rate');
      const step = o.multiply(gradient, rate);
      const [slot] = slots;
      if (slot === undefined) {
        o.assignSubtract(parameters, step);
        return;
      }
      const velocity = o.add(o.multiply(o.read(slot), o.float(momentum)), step);
      o.assign(slot, velocity);
      o.assignSubtract(parameters, nesterov ? o.add(o.multiply(velocity, o.float(momentum)), step) : velocity);
    },
  };
}
