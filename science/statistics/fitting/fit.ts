import { InputError } from '../../../schemas/index.ts';
import { eliminationOrder } from './elimination-order.ts';
import { minimiser, type Minimiser, type Minimum } from './minimise.ts';
import {
  likelihoodOf,
  ratesOf,
  type Likelihood,
  type Model,
  type ModelData,
  type Rates,
} from '../histfactory/index.ts';

export interface FitOptions {
  /** Value at which the parameter of interest is held. */
  readonly poi?: number;
  /** Values at which parameters are held, by index. */
  readonly fixed?: ReadonlyMap<number, number>;
  /** Where to start instead of at the initial values. */
  readonly start?: Float64Array;
  /** Upper bound of the parameter of interest, if not the measurement's. */
  readonly poiUpper?: number;
}

export interface Fit {
  /** [parameters] */
  readonly values: Float64Array;
  /** -2 ln L with all constants, as pyhf gives it. */
  readonly twiceNll: number;
  /** -2 ln of L / L(a model that fits each count exactly): keeps its digits. */
  readonly deviance: number;
  /** [parameters] 1 where a bound or the user holds the parameter. */
  readonly held: Uint8Array;
  readonly iterations: number;
  /** Estimated distance of -ln L to its minimum. */
  readonly distance: number;
  /** False: the numbers are not to be used. */
  readonly converged: boolean;
  /** Why not; empty otherwise. */
  readonly message: string;
}

interface Tools {
  readonly rates: Rates;
  readonly minimiser: Minimiser;
  readonly likelihoods: WeakMap<ModelData, Likelihood>;
}

const toolsOfModel = new WeakMap<Model, Tools>();

/** Buffers of a model, made once. */
export function toolsOf(model: Model): Tools {
  const present = toolsOfModel.get(model);
  if (present !== undefined) return present;
  const made: Tools = {
    ...{ rates: ratesOf(model), minimiser: minimiser(eliminationOrder(model)), likelihoods: new WeakMap() },
  };
  toolsOfModel.set(model, made);
  return made;
}

function likelihoodFor(model: Model, { rates, likelihoods }: Tools, data: ModelData): Likelihood {
  const present = likelihoods.get(data);
  if (present !== undefined) return present;
  const made = likelihoodOf(model, rates, data);
  likelihoods.set(data, made);
  return made;
}

/**
 * Maximum-likelihood fit of a model to data, within the bounds of its parameters.
 * @throws InputError where no parameter of the starting values explains a count that was seen
 */
export function fit(model: Model, data: ModelData, options: FitOptions = {}): Fit {
  const tools = toolsOf(model);
  const { rates, minimiser } = tools;
  const objective = likelihoodFor(model, tools, data);
  const { start, lower, upper } = box(model, options);
  const { kinked } = model;
  let minimum = minimiser.minimise({ objective, start, lower, upper, kinked });
  let tried = start;
  if (!minimum.converged && options.start !== undefined) {
    // A start that was guessed may be where no likelihood is: the value there is infinite.
    tried = box(model, { ...options, start: undefined }).start;
    const again = minimiser.minimise({ objective, start: tried, lower, upper, kinked });
    if (again.converged || again.value < minimum.value) minimum = again;
  }
  if (!Number.isFinite(minimum.value)) throw impossible(model, rates, data, tried);
  return asFit(minimum, objective.constant, lower, upper);
}

function asFit(minimum: Minimum, constant: number, lower: Float64Array, upper: Float64Array): Fit {
  const { theta, value, iterations, distance, converged, message } = minimum;
  return {
    ...{
      values: theta,
      twiceNll: 2 * (value + constant),
      deviance: 2 * value,
      iterations,
      distance,
      converged,
      message,
    },
    held: Uint8Array.from(theta, (x, i) => (x <= (lower[i] as number) || x >= (upper[i] as number) ? 1 : 0)),
  };
}

type Box = Readonly<Record<'start' | 'lower' | 'upper', Float64Array>>;

function box({ parameters, poi }: Model, options: { [K in keyof FitOptions]: FitOptions[K] | undefined }): Box {
  const start = Float64Array.from(parameters, ({ initial }, i) => options.start?.[i] ?? initial);
  const lower = Float64Array.from(parameters, (parameter) => parameter.lower);
  const upper = Float64Array.from(parameters, (parameter) => parameter.upper);
  const hold = (i: number, value: number): void => {
    start[i] = lower[i] = upper[i] = value;
  };
  parameters.forEach(({ fixed, initial }, i) => {
    if (fixed) hold(i, initial);
  });
  if (options.poiUpper !== undefined && poi !== null) upper[poi] = Math.max(upper[poi] as number, options.poiUpper);
  for (const [i, value] of options.fixed ?? []) hold(i, value);
  if (options.poi !== undefined) {
    if (poi === null) throw new InputError('fit-poi', 'the measurement names no parameter of interest');
    hold(poi, options.poi);
  }
  return { start, lower, upper };
}

/** The bin that makes the likelihood vanish at the starting values. */
function impossible(model: Model, rates: Rates, data: ModelData, start: Float64Array): InputError {
  rates.update(start, new Int8Array(start.length).fill(1));
  for (const { name, first, bins } of model.channels) {
    for (let bin = 0; bin < bins; bin++) {
      const rate = rates.expected[first + bin] as number;
      const count = data.counts[first + bin] as number;
      if (rate > 1e-100 || (rate >= 0 && count === 0)) continue;
      const poi =
        model.poi === null ? '' : ` at ${model.parameters[model.poi]?.name ?? ''} = ${start[model.poi] ?? ''}`;
      return new InputError(
        'fit-empty-bin',
        `channel '${name}', bin ${bin}: ${count} events where the model expects ${rate < 1e-100 && rate >= 0 ? 'none' : rate}${poi}`,
        { expected: 'a positive expectation in every bin with events', mend: 'merge the bin with its neighbour' },
      );
    }
  }
  return new InputError('fit-start', 'the likelihood vanishes at the starting values: a constraint excludes them');
}
