import type { OptimiserSpec } from '../../network.ts';
import { moveAverage, rateOf, type Optimiser } from './optimiser.ts';

/** Momentum of step t by Dozat's schedule: beta_1 (1 - 0.96^(t / 250) / 2). */
const scheduledMomentum = (beta1: number, step: number) => beta1 * (1 - 0.5 * 0.96 ** (step / 250));

export function nadam({
  beta_1: beta1,
  beta_2: beta2,
  epsilon,
}: Extract<OptimiserSpec, { readonly name: 'nadam' }>): Optimiser {
  // Product of the momenta of steps 1 ... `last`, kept from call to call.
  let last = 0;
  let product = 1;
  return {
    slots: 2,
    coefficientCount: 3,
    coefficients(first, count, rates) {
      const rows = new Float64Array(3 * count);
      if (last >= first) [last, product] = [0, 1];
      for (let step = last + 1; step < first + count; last = step++) {
        const momentum = scheduledMomentum(beta1, step);
        const next = scheduledMomentum(beta1, step + 1);
        product *= momentum;
        if (step < first) continue;
        const correction = Math.sqrt(1 - beta2 ** step);
        const rate = rateOf(rates, step - first);
        rows.set(
          [
            (rate * correction * next) / (1 - product * next),
            (rate * correction * (1 - momentum)) / (1 - product),
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
      const mean = moveAverage(o, meanSlot, gradient, beta1);
      const square = moveAverage(o, squareSlot, o.square(gradient), beta2);
      const direction = o.add(o.multiply(mean, byMean), o.multiply(gradient, byGradient));
      o.assignSubtract(parameters, o.divide(direction, o.add(o.squareRoot(square), floor ?? o.float(epsilon))));
    },
  };
}
