import { logGamma } from '../gamma.ts';
import { logExcess } from '../log-excess.ts';
import type { Rates } from './rates.ts';
import type { Model, ModelData } from './types.ts';

/** Expected counts below this are taken as none at all. */
export const NO_EVENTS = 1e-100;

/**
 * Minus the logarithm of the likelihood of data: Poisson terms of all bins and the constraint terms
 * (CERN-OPEN-2012-016, eq. 3), less its value for a model that fits each count exactly. Differences from a perfect fit
 * are summed, not large logarithms, so that test statistics keep their digits.
 */
export interface Likelihood {
  /** At `theta`; infinite where counts that were seen are impossible or an expected count is negative. */
  value(theta: Float64Array, sides: Int8Array): number;
  /** [parameters], at the point of the last `value`. */
  gradient(out: Float64Array): void;
  /** [parameters x parameters], at the point of the last `value`. */
  hessian(out: Float64Array): void;
  /** What is to be added to `value` for -ln L with all its constants. */
  readonly constant: number;
}

export function likelihoodOf(model: Model, rates: Rates, { counts, auxiliary }: ModelData): Likelihood {
  const { bins, parameters } = model;
  const n = parameters.length;
  const weights = new Float64Array(bins);
  const point = new Float64Array(n);
  const { expected } = rates;
  return {
    constant: constantOf(model, { counts, auxiliary }),
    value(theta, sides) {
      point.set(theta);
      rates.update(theta, sides);
      let sum = 0;
      for (let b = 0; b < bins; b++) sum += poissonTerm(counts[b] as number, expected[b] as number);
      for (let i = 0; i < n; i++) {
        const constraint = parameters[i]?.constraint ?? null;
        if (constraint === null) continue;
        const measured = auxiliary[i] as number;
        if (constraint.kind === 'normal') sum += (((theta[i] as number) - measured) / constraint.sigma) ** 2 / 2;
        else sum += poissonTerm(measured, constraint.factor * (theta[i] as number));
      }
      return sum;
    },
    gradient(out) {
      out.fill(0);
      for (let b = 0; b < bins; b++) {
        const count = counts[b] as number;
        weights[b] = count === 0 ? 1 : 1 - count / (expected[b] as number);
      }
      rates.addGradient(weights, out);
      for (let i = 0; i < n; i++) {
        const constraint = parameters[i]?.constraint ?? null;
        if (constraint === null) continue;
        const [theta, measured] = [point[i] as number, auxiliary[i] as number];
        const slope =
          constraint.kind === 'normal'
            ? (theta - measured) / constraint.sigma ** 2
            : constraint.factor - (measured === 0 ? 0 : measured / theta);
        out[i] = (out[i] as number) + slope;
      }
    },
    hessian(out) {
      out.fill(0);
      for (let b = 0; b < bins; b++) {
        const [count, rate] = [counts[b] as number, expected[b] as number];
        weights[b] = count === 0 ? 1 : 1 - count / rate;
      }
      rates.addCurvature(weights, out);
      for (let b = 0; b < bins; b++) {
        const [count, rate] = [counts[b] as number, expected[b] as number];
        weights[b] = count === 0 ? 0 : count / rate / rate;
      }
      rates.addOuterProducts(weights, out);
      for (let i = 0; i < n; i++) {
        const constraint = parameters[i]?.constraint ?? null;
        if (constraint === null) continue;
        const [theta, measured] = [point[i] as number, auxiliary[i] as number];
        const bend =
          constraint.kind === 'normal' ? 1 / constraint.sigma ** 2 : measured === 0 ? 0 : measured / theta / theta;
        out[i * n + i] = (out[i * n + i] as number) + bend;
      }
    },
  };
}

/** -ln of Poisson(count | rate) / Poisson(count | count): rate - count + count ln(count / rate). */
function poissonTerm(count: number, rate: number): number {
  if (!(rate > NO_EVENTS)) return rate < 0 || count > 0 || Number.isNaN(rate) ? Infinity : 0;
  if (count === 0) return rate;
  const excess = (rate - count) / count;
  return count * (excess * excess * logExcess(excess));
}

function constantOf({ bins, parameters }: Model, { counts, auxiliary }: ModelData): number {
  // -ln of Poisson(count | count).
  const saturated = (count: number): number =>
    count === 0 ? 0 : count - count * Math.log(count) + logGamma(count + 1);
  let sum = 0;
  for (let b = 0; b < bins; b++) sum += saturated(counts[b] as number);
  parameters.forEach(({ constraint }, i) => {
    if (constraint?.kind === 'normal') sum += Math.log(constraint.sigma * Math.sqrt(2 * Math.PI));
    else if (constraint?.kind === 'poisson') sum += saturated(auxiliary[i] as number);
  });
  return sum;
}
