import type { Model } from '../histfactory/index.ts';

export interface Pull {
  readonly name: string;
  /** (fitted - auxiliary measurement) / width of the constraint. */
  readonly pull: number;
  /** Error after the fit / width of the constraint; NaN where there is no error. Below 1 the data know more than the constraint. */
  readonly constraint: number;
}

/**
 * How the data pull the constrained parameters that a fit may move. The width of a Poisson constraint is 1 / sqrt(factor).
 * @param errors as `hesse` gives them
 */
export function pulls(model: Model, values: Float64Array, errors: Float64Array): readonly Pull[] {
  return model.parameters.flatMap(({ name, constraint, auxiliary, fixed }, i) => {
    if (constraint === null || auxiliary === null || fixed) return [];
    const { width, centre } =
      constraint.kind === 'normal'
        ? { width: constraint.sigma, centre: auxiliary }
        : { width: 1 / Math.sqrt(constraint.factor), centre: auxiliary / constraint.factor };
    return [{ name, pull: ((values[i] as number) - centre) / width, constraint: (errors[i] as number) / width }];
  });
}
