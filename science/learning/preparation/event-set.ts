import { InputError } from '../../../schemas/index.ts';
import {
  compensatedSum,
  sumWeights,
  trainingWeights,
  type BalancingPolicy,
  type NegativeWeightPolicy,
} from '../../weights/index.ts';
import type { EventSet } from '../training/request.ts';
import { networkInputs, type FeatureMatrix, type MatrixRows, type NetworkInput, type Parameters } from './inputs.ts';
import { fitNormaliser, isWeighted, type Normaliser } from './normalisers.ts';
import { padFeatures, type Padding } from './padding.ts';
import { featureStatistics } from './statistics.ts';

/** Events of one sample, of all subsets. */
export interface LearningSample {
  readonly name: string;
  readonly signal: boolean;
  /** Number of its class; absent: 1 for signal, 0 for background. */
  readonly label?: number;
  readonly matrix: FeatureMatrix;
  /** Of a parameterised network. */
  readonly parameters?: Parameters | undefined;
  /** `[events]` signed physical weights. */
  readonly weights: Float64Array;
  /** `[events]` code of the subset. */
  readonly split: ArrayLike<number | bigint>;
}

/** Rows of each sample that are of one subset. */
export function subsetRows(samples: readonly LearningSample[], code: number): readonly Int32Array[] {
  return samples.map(({ split, weights }) => {
    const rows = new Int32Array(weights.length);
    let count = 0;
    for (let row = 0; row < weights.length; row++) if (Number(split[row]) === code) rows[count++] = row;
    return rows.slice(0, count);
  });
}

const matrixRows = (samples: readonly LearningSample[], rows: readonly Int32Array[]): readonly MatrixRows[] =>
  samples.map(({ matrix, parameters }, index) => ({ matrix, rows: rows[index] as Int32Array, parameters }));

/** How physical weights become those of the loss. */
export interface WeightPolicies {
  readonly balancing: BalancingPolicy;
  readonly negativeWeights: NegativeWeightPolicy;
  /** Number of classes; absent: signal and background. */
  readonly classes?: number | undefined;
}

/**
 * Fits padding and normaliser on the training events.
 * @param policies of the weights that a weighted normaliser goes by
 * @param parameters names of a parameterised network's parameters, which every sample has
 */
export function fitInputs(
  samples: readonly LearningSample[],
  trainingRows: readonly Int32Array[],
  padding: Padding,
  normaliser: Normaliser,
  policies: WeightPolicies,
  parameters: readonly string[] = [],
): readonly NetworkInput[] {
  const parts = matrixRows(samples, trainingRows);
  const given = parameters.map((feature) => ({ feature, use: 'parameter', fill: null }) as const);
  const padded = [...padFeatures(padding, featureStatistics(parts)), ...given].map((input) => {
    return { ...input, offset: 0, scale: 1 };
  });
  if (padded.length === given.length)
    throw new InputError('no-features', 'no feature is left to learn from', {
      expected: 'at least one feature that every training event has',
      mend: "choose another padding than 'drop-features'",
    });
  const fitted = isWeighted(normaliser) ? fitWeighted() : fitNormaliser(normaliser, padded, completeInputs());
  return padded.map((input, index) => ({ ...input, ...(fitted[index] as (typeof fitted)[number]) }));

  function completeInputs(): Float32Array {
    const { values, complete } = networkInputs(padded, parts);
    return keepRows(values, complete, padded.length);
  }

  function fitWeighted() {
    const { features, weights } = eventSet(samples, trainingRows, padded, policies);
    const negative = weights.findIndex((weight) => weight < 0);
    if (negative < 0) return fitNormaliser(normaliser, padded, features, Float64Array.from(weights));
    throw new InputError('negative-weight', 'a normaliser cannot be fitted with negative weights', {
      expected: 'training weights that are not negative',
      mend: "choose a policy for negative weights such as 'absolute', or `weighted: false`",
    });
  }
}

/** Raw events and sum of signed weights of each class in a subset. */
export interface SubsetTotals {
  readonly events: { readonly signal: number; readonly background: number };
  readonly sumOfWeights: { readonly signal: number; readonly background: number };
}

export function subsetTotals(samples: readonly LearningSample[], rows: readonly Int32Array[]): SubsetTotals {
  const events = { signal: 0, background: 0 };
  const sums = { signal: [] as number[], background: [] as number[] };
  samples.forEach(({ signal, weights }, index) => {
    const kind = signal ? 'signal' : 'background';
    const { events: count, sumOfWeights } = sumWeights(weights, rows[index]);
    events[kind] += count;
    sums[kind].push(sumOfWeights);
  });
  return {
    events,
    sumOfWeights: { signal: compensatedSum(sums.signal), background: compensatedSum(sums.background) },
  };
}

/** The events of a subset, ready to learn from: inputs, labels, and weights balanced within the subset. */
export function eventSet(
  samples: readonly LearningSample[],
  rows: readonly Int32Array[],
  inputs: readonly NetworkInput[],
  policies: WeightPolicies,
): EventSet {
  const { values, complete } = networkInputs(inputs, matrixRows(samples, rows));
  const events = complete.length;
  const labels = new Float32Array(events);
  const physical = new Float64Array(events);
  const sampleNumbers = new Int32Array(events);
  let event = 0;
  samples.forEach(({ signal, label = signal ? 1 : 0, weights }, index) => {
    for (const row of rows[index] as Int32Array) {
      labels[event] = label;
      physical[event] = weights[row] as number;
      sampleNumbers[event++] = index;
    }
  });
  const whole = <T extends Float32Array | Float64Array | Int32Array>(array: T): T => keepRows(array, complete, 1);
  const keptLabels = whole(labels);
  const { weights, kept } = trainingWeights(whole(physical), keptLabels, policies, whole(sampleNumbers));
  return {
    features: keepRows(keepRows(values, complete, inputs.length), kept, inputs.length),
    labels: keepRows(keptLabels, kept, 1),
    weights: Float32Array.from(keepRows(weights, kept, 1)),
  };
}

/** The rows of `[events x width]` whose flag is 1; the same array when all are. */
export function keepRows<T extends Float32Array | Float64Array | Int32Array>(
  values: T,
  flags: Uint8Array,
  width: number,
): T {
  let count = 0;
  for (const flag of flags) count += flag;
  if (count === flags.length) return values;
  const kept = new (values.constructor as new (length: number) => T)(count * width);
  let target = 0;
  for (let row = 0; row < flags.length; row++) {
    if (flags[row] === 0) continue;
    kept.set(values.subarray(row * width, (row + 1) * width), target);
    target += width;
  }
  return kept;
}
