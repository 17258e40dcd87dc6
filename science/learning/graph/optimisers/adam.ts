import type { OptimiserSpec } from '../../network.ts';
import { forEachParameter } from '../../parameters.ts';
import { moveAverage, rateOf, type Optimiser } from './optimiser.ts';

type Spec<Name extends OptimiserSpec['name']> = Extract<OptimiserSpec, { readonly name: Name }>;

/** Adam's learning rate with both bias corrections in it. */
const correctedRate = (rate: number, step: number, beta1: number, beta2: number): number =>
  (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);

export function adam({ beta_1: beta1, beta_2: beta2, epsilon }: Spec<'adam'>): Optimiser {
  return {
    slots: 2,
    coefficientCount: 1,
    coefficients: (first, count, rates) =>
      Float64Array.from({ length: count }, (_, index) =>
        correctedRate(rateOf(rates, index), first + index, beta1, beta2),
      ),
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

/** Adam, and weights that shrink by learning rate x weight decay, whatever their gradient. */
export function adamW({ beta_1: beta1, beta_2: beta2, epsilon, weight_decay: decay }: Spec<'adamw'>): Optimiser {
  return {
    slots: 2,
    coefficientCount: 2,
    coefficients(first, count, rates) {
      const rows = new Float64Array(2 * count);
      for (let index = 0; index < count; index++) {
        const rate = rateOf(rates, index);
        rows.set([correctedRate(rate, first + index, beta1, beta2), rate * decay], 2 * index);
      }
      return rows;
    },
    update(o, { parameters, slots }, gradient, [rate, shrinkage], layout) {
      const [meanSlot, squareSlot] = slots;
      if (meanSlot === undefined || squareSlot === undefined || rate === undefined || shrinkage === undefined)
        throw new TypeError('adamw takes two slots and two coefficients');
      const mean = moveAverage(o, meanSlot, gradient, beta1);
      const square = moveAverage(o, squareSlot, o.square(gradient), beta2);
      const step = o.divide(o.multiply(mean, rate), o.add(o.squareRoot(square), o.float(epsilon)));
      const isWeight = forEachParameter(layout, ({ shape }) => (shape.length > 1 ? 1 : 0));
      const weights = o.constant({ type: 'float32', shape: [layout.length], values: isWeight });
      const lost = o.multiply(o.multiply(o.read(parameters), weights), shrinkage);
      // One subtraction: two would race
      o.assignSubtract(parameters, o.add(step, lost));
    },
  };
}
