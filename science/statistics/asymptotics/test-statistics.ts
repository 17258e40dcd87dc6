import { InputError } from '../../../schemas/index.ts';
import { expectedData, type Model, type ModelData } from '../histfactory/index.ts';
import { fit, toolsOf, type Fit } from '../fitting/index.ts';
import type { TestStatistic } from './types.ts';

/** Data with what does not depend on the signal strength that is tested: the free fit. */
export interface FittedData {
  readonly data: ModelData;
  readonly free: Fit;
  readonly muHat: number;
}

/** Fits a model to data with the parameter of interest free. */
export function fitFree(model: Model, data: ModelData, poiUpper?: number, start?: Float64Array): FittedData {
  const poi = poiOf(model);
  const free = fit(model, data, {
    ...(poiUpper === undefined ? {} : { poiUpper }),
    ...(start === undefined ? {} : { start }),
  });
  return { data, free, muHat: free.values[poi] as number };
}

export function poiOf(model: Model): number {
  const { poi, parameters } = model;
  if (poi === null)
    throw new InputError(
      'fit-poi',
      'the measurement names no parameter of interest: there is no signal strength to test',
    );
  const { name, fixed } = parameters[poi] as Model['parameters'][number];
  if (fixed)
    throw new InputError('fit-poi', `the parameter of interest '${name}' is fixed: no signal strength can be tested`, {
      mend: 'remove "fixed": true of the parameter in the measurement',
    });
  return poi;
}

export interface TestedData extends FittedData {
  readonly q: number;
  /** The fit with the signal strength held at the tested value. */
  readonly conditional: Fit;
}

/**
 * Test statistic of arXiv:1007.1727: q_mu (eq. 14) and qtilde_mu (eq. 16, the free fit within the bounds of the signal strength)
 * are 0 above the best fit, q_0 (eq. 12) below 0.
 * @param options.start a guess of the parameters at `mu`; default: the free fit
 * @param options.quick one fit from there; otherwise there is a second one from the initial values, and the lower minimum counts
 */
export function testStatistic(
  model: Model,
  fitted: FittedData,
  mu: number,
  statistic: TestStatistic,
  { start, quick = false }: { readonly start?: Float64Array; readonly quick?: boolean } = {},
): TestedData {
  const conditional = conditionalFit(model, fitted, mu, start, quick);
  let { free, muHat } = fitted;
  // A conditional fit below the free one shows that the free one stopped in a local minimum: it goes on from there.
  if (conditional.deviance < free.deviance - 1e-7 && insidePoi(model, mu)) {
    const again = fitFree(model, fitted.data, undefined, conditional.values);
    if (again.free.deviance < free.deviance) ({ free, muHat } = again);
  }
  const ratio = Math.max(conditional.deviance - free.deviance, 0);
  const q = statistic === 'q0' ? (muHat < 0 ? 0 : ratio) : muHat > mu ? 0 : ratio;
  return { data: fitted.data, free, muHat, q, conditional };
}

/** -ln L may have several minima where variations are large and lopsided. */
function conditionalFit(model: Model, { data, free }: FittedData, mu: number, start = free.values, quick = false): Fit {
  const near = fit(model, data, { poi: mu, start });
  if (quick && near.converged) return near;
  const initial = fit(model, data, { poi: mu });
  return initial.converged && !(near.converged && near.deviance <= initial.deviance + 1e-9) ? initial : near;
}

function insidePoi(model: Model, mu: number): boolean {
  const poi = model.parameters[poiOf(model)];
  return poi !== undefined && poi.lower <= mu && mu <= poi.upper;
}

/** The data set expected for signal strength `mu` with the other parameters as the data fix them (arXiv:1007.1727, section 3.2). */
export function asimovData(model: Model, data: ModelData, mu: number): { readonly data: ModelData; readonly fit: Fit } {
  poiOf(model);
  const conditional = fit(model, data, { poi: mu });
  return { data: expectedData(model, toolsOf(model).rates, conditional.values), fit: conditional };
}
