import { NO_EVENTS } from './likelihood.ts';
import type { Rates } from './rates.ts';
import type { Model, ModelData } from './types.ts';

/** The Asimov data set of a point: every count and auxiliary measurement at its expectation (arXiv:1007.1727, section 3.2). */
export function expectedData(model: Model, rates: Rates, theta: Float64Array): ModelData {
  rates.update(theta, new Int8Array(theta.length).fill(1));
  return {
    counts: rates.expected.map((rate) => (rate < NO_EVENTS ? 0 : rate)),
    auxiliary: Float64Array.from(model.parameters, ({ constraint }, i) => {
      if (constraint === null) return NaN;
      return constraint.kind === 'normal' ? (theta[i] as number) : constraint.factor * (theta[i] as number);
    }),
  };
}
