import { likelihoodOf, type Model, type ModelData } from '../histfactory/index.ts';
import { cholesky } from './cholesky.ts';
import { toolsOf, type Fit } from './fit.ts';

export interface Covariance {
  /** [parameters] standard errors; NaN for what is held by a bound or fixed. */
  readonly errors: Float64Array;
  /** [parameters x parameters], row-major; 0 in rows and columns of what is held. */
  readonly covariance: Float64Array;
  /** Likewise, with 1 on the diagonal. */
  readonly correlation: Float64Array;
  /** False where -ln L is flat or falls somewhere around the fit: there are no errors then, and all numbers are NaN. */
  readonly positiveDefinite: boolean;
}

/** Covariance of the fitted parameters: the inverse of the exact second derivatives of -ln L at the best fit. */
export function hesse(model: Model, data: ModelData, { values, held }: Fit): Covariance {
  const n = model.parameters.length;
  const likelihood = likelihoodOf(model, toolsOf(model).rates, data);
  const hessian = new Float64Array(n * n);
  likelihood.value(
    values,
    Int8Array.from(values, (x) => (x < 0 ? -1 : 1)),
  );
  likelihood.hessian(hessian);
  const free = Int32Array.from(values.keys()).filter((i) => held[i] === 0);
  const factorisation = cholesky(free.length);
  const errors = new Float64Array(n).fill(NaN);
  const covariance = new Float64Array(n * n);
  const correlation = new Float64Array(n * n);
  for (let i = 0; i < n; i++) correlation[i * n + i] = 1;
  if (!factorisation.factor(hessian, n, free, free.length, null))
    return { errors, covariance: covariance.fill(NaN), correlation: correlation.fill(NaN), positiveDefinite: false };
  const column = new Float64Array(free.length);
  free.forEach((i, k) => {
    column.fill(0);
    column[k] = 1;
    factorisation.solve(column);
    free.forEach((j, l) => {
      covariance[j * n + i] = column[l] as number;
    });
    errors[i] = Math.sqrt(column[k]);
  });
  for (const i of free)
    for (const j of free)
      if (i !== j)
        correlation[i * n + j] = (covariance[i * n + j] as number) / (errors[i] as number) / (errors[j] as number);
  return { errors, covariance, correlation, positiveDefinite: true };
}
