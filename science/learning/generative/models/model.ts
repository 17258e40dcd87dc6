import type { ParameterSpec } from '../../parameters.ts';
import type { Mathematics, Tracked } from '../differentiation/index.ts';
import type { ParametersOf } from './perceptron.ts';

/** Sizes that follow from the events. */
export interface GenerativeSizes {
  /** Numbers that describe an event. */
  readonly features: number;
  /** Numbers that say what kind of event is asked for: one for each process where there are several, else none. */
  readonly conditions: number;
}

/** A model that learns the distribution of events and draws new ones. */
export interface GenerativeModel {
  readonly parameters: readonly ParameterSpec[];
  /** Standard normal numbers that training takes for each event. */
  readonly trainingNoise: number;
  /** Numbers that a new event is made of. */
  readonly latent: number;
  /**
   * The mean loss of a batch, `[1, 1]`.
   * @param conditions absent where there are none
   */
  loss(m: Mathematics, parameter: ParametersOf, batch: Batch): Tracked;
  /** Events from latent numbers. */
  generate(m: Mathematics, parameter: ParametersOf, latent: Tracked, conditions: Tracked | undefined): Tracked;
  /** Mean and standard deviation of an event's latent numbers, where the model has an encoder. */
  encode?(
    m: Mathematics,
    parameter: ParametersOf,
    events: Tracked,
    conditions: Tracked | undefined,
  ): { readonly mean: Tracked; readonly deviation: Tracked };
}

export interface Batch {
  readonly events: Tracked;
  readonly conditions: Tracked | undefined;
  readonly noise: Tracked | undefined;
}

/** The mean of all numbers of a matrix, `[1, 1]`; `perRow` numbers of each row count as one. */
export function mean(m: Mathematics, x: Tracked, perRow = 1): Tracked {
  const { o } = m.tape;
  const rows = o.cast(o.gather(o.shape(x.value), o.integer(0)), 'float32');
  const count = m.tape.constant(o.reshape(o.multiply(rows, o.float(perRow)), [1, 1]), 1, 1);
  return m.divide(m.columnSums(m.rowSums(x)), count);
}

export const joined = (m: Mathematics, x: Tracked, conditions: Tracked | undefined): Tracked =>
  conditions === undefined ? x : m.join([x, conditions]);
