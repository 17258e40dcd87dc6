import type { OptimiserSpec } from '../../network.ts';
import { rateOf, type Optimiser } from './optimiser.ts';

export function stochasticGradientDescent({
  momentum,
  nesterov,
}: Extract<OptimiserSpec, { readonly name: 'sgd' }>): Optimiser {
  return {
    slots: momentum === 0 ? 0 : 1,
    coefficientCount: 1,
    coefficients: (_first, count, rates) => Float64Array.from({ length: count }, (_, index) => rateOf(rates, index)),
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
