import type { FactorFunction } from './interpolation.ts';

/** How a variation goes on between and beyond its two sides (CERN-OPEN-2012-016, section 4.1). */
export interface InterpolationCodes {
  /** `code1` exponential, `code4` polynomial inside one sigma and exponential outside. Default `code4`. */
  readonly normsys: 'code1' | 'code4';
  /** `code0` linear, `code2` quadratic inside and linear outside, `code4p` polynomial inside and linear outside. Default `code4p`. */
  readonly histosys: 'code0' | 'code2' | 'code4p';
}

/** The auxiliary measurement that constrains a parameter. */
export type Constraint =
  /** auxiliary ~ Normal(parameter, sigma) */
  | { readonly kind: 'normal'; readonly sigma: number }
  /** auxiliary ~ Poisson(factor x parameter) */
  | { readonly kind: 'poisson'; readonly factor: number };

/** One number that a fit may vary. Sets with one parameter per bin are named `name[0]`, `name[1]`, ... */
export interface Parameter {
  readonly name: string;
  /** The modifier's name. */
  readonly set: string;
  readonly initial: number;
  readonly lower: number;
  readonly upper: number;
  readonly fixed: boolean;
  /** Null for a free parameter. */
  readonly constraint: Constraint | null;
  /** What the auxiliary measurement gave; null without a constraint. */
  readonly auxiliary: number | null;
}

export interface ModelChannel {
  readonly name: string;
  /** Bins of the channel are `first` to `first + bins - 1` of the model. */
  readonly first: number;
  readonly bins: number;
  /** Names of the samples in it. */
  readonly samples: readonly string[];
}

/** What is measured: counts of all bins, and the auxiliary measurement of each parameter. */
export interface ModelData {
  /** [bins], channels in the order of `Model.channels`. */
  readonly counts: Float64Array;
  /** [parameters]; NaN where a parameter has no constraint. */
  readonly auxiliary: Float64Array;
}

/** A factor that is the same in all bins of a sample in a channel. */
export interface SampleFactor {
  readonly parameter: number;
  readonly evaluate: FactorFunction;
}

/** A histosys: in each bin alpha S + g(alpha) A; see `evenParts`. */
export interface Shift {
  readonly parameter: number;
  readonly even: FactorFunction;
  /** S, [bins]. */
  readonly symmetric: Float64Array;
  /** A, [bins]; null where it is 0 in all bins. */
  readonly asymmetric: Float64Array | null;
}

/** What one sample gives to one channel: (nominal + sum of shifts) x product of factors, in each bin. */
export interface Block {
  /** Index of the channel. */
  readonly channel: number;
  readonly sample: string;
  readonly nominal: Float64Array;
  readonly factors: readonly SampleFactor[];
  readonly shifts: readonly Shift[];
  /** For each factor that differs from bin to bin, the index of its parameter in each bin. */
  readonly binFactors: readonly Int32Array[];
}

/** A model compiled from a workspace: what `fit`, `hypotest` and `upperLimit` work on. Made by `buildModel`. */
export interface Model {
  readonly channels: readonly ModelChannel[];
  /** In the order in which pyhf has them. */
  readonly parameters: readonly Parameter[];
  /** Index of the parameter of interest; null where the measurement names none. */
  readonly poi: number | null;
  /** Bins of all channels. */
  readonly bins: number;
  /** The workspace's observations with the auxiliary data; null where a channel has no observation. */
  readonly observed: ModelData | null;
  readonly blocks: readonly Block[];
  /** [parameters] 1 where the expected counts have a kink at parameter 0 (interpolation codes 0 and 1). */
  readonly kinked: Uint8Array;
}
