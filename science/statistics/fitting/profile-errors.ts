import { rootBetween } from '../root.ts';
import type { Model, ModelData, Parameter } from '../histfactory/index.ts';
import { fit, type Fit } from './fit.ts';

/** Distances from the best fit, both positive; null where -2 ln L has not risen by 1 at the bound of the parameter. */
export interface ProfileErrors {
  readonly up: number | null;
  readonly down: number | null;
  readonly converged: boolean;
  /** What went wrong; empty otherwise. */
  readonly message: string;
}

/**
 * Errors of one parameter from the profile likelihood, as MINOS has them: where -2 ln L, minimised over all other parameters, is 1
 * above its minimum (F. James, M. Roos, Comput. Phys. Commun. 10 (1975) 343).
 * @param step a first guess, such as the error from `hesse`
 */
export function profileErrors(model: Model, data: ModelData, best: Fit, index: number, step: number): ProfileErrors {
  const { lower, upper } = model.parameters[index] as Parameter;
  const centre = best.values[index] as number;
  const problems = new Set<string>();
  let start = best.values;
  const rise = (x: number): number => {
    const point = fit(model, data, { fixed: new Map([[index, x]]), start });
    if (!point.converged) problems.add(`profile at ${x}: ${point.message}`);
    if (point.deviance < best.deviance - 1e-6)
      problems.add(`a better fit was found at ${x}: the one given is not the best`);
    start = point.values;
    return point.deviance - best.deviance - 1;
  };
  const side = (sign: 1 | -1, bound: number): number | null => {
    start = best.values;
    let low: readonly [number, number] = [centre, -1];
    let high = low;
    for (let width = step > 0 ? step : Math.max(Math.abs(centre), 1) / 10; ; width *= 1.5) {
      const x = sign > 0 ? Math.min(centre + width, bound) : Math.max(centre - width, bound);
      low = high;
      high = [x, rise(x)];
      if (high[1] >= 0) break;
      if (x === bound) return null;
    }
    return Math.abs(rootBetween(rise, low, high, { absolute: 0, relative: 1e-9 }) - centre);
  };
  const [up, down] = [side(1, upper), side(-1, lower)];
  return { up, down, converged: problems.size === 0, message: [...problems].join('; ') };
}
