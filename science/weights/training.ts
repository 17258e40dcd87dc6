import { balanceWeights, scaleToMeanOne, type BalancingPolicy } from './balancing.ts';
import { balanceClasses } from './classes.ts';
import { applyNegativeWeightPolicy, type NegativeWeightPolicy } from './negative.ts';

export interface TrainingWeights {
  /** `[events]`, mean 1 over the kept events; 0 for those left out. */
  readonly weights: Float64Array;
  /** `[events]`, 0 where the policy `drop` leaves an event out. */
  readonly kept: Uint8Array;
}

/**
 * Weights for a loss: negative-weight policy, then balance, then mean 1. Call it for each subset on its own (training, validation).
 * @param physical `[events]` signed physical weights
 * @param labels `[events]`, 1 for signal and 0 for background, or the number of the class
 * @param samples `[events]` number of each event's sample, for `absolute-rescaled`
 * @throws InputError as `applyNegativeWeightPolicy` and `balanceWeights`
 */
export function trainingWeights(
  physical: Float64Array,
  labels: ArrayLike<number>,
  policies: {
    readonly balancing: BalancingPolicy;
    readonly negativeWeights: NegativeWeightPolicy;
    /** Absent: signal and background. */
    readonly classes?: number | undefined;
  },
  samples?: Int32Array,
): TrainingWeights {
  const { weights, kept } = applyNegativeWeightPolicy(physical, policies.negativeWeights, samples);
  const { balancing, classes } = policies;
  const balanced =
    classes === undefined
      ? balanceWeights(weights, labels, balancing, kept)
      : balanceClasses(weights, labels, classes, balancing, kept);
  return { weights: scaleToMeanOne(balanced, kept), kept };
}
