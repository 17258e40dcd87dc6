import { balanceWeights, scaleToMeanOne, type BalancingPolicy } from './balancing.ts';
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
 * @param isSignal `[events]`, 1 for signal
 * @param samples `[events]` number of each event's sample, for `absolute-rescaled`
 * @throws InputError as `applyNegativeWeightPolicy` and `balanceWeights`
 */
export function trainingWeights(
  physical: Float64Array,
  isSignal: ArrayLike<number>,
  policies: { readonly balancing: BalancingPolicy; readonly negativeWeights: NegativeWeightPolicy },
  samples?: Int32Array,
): TrainingWeights {
  const { weights, kept } = applyNegativeWeightPolicy(physical, policies.negativeWeights, samples);
  return { weights: scaleToMeanOne(balanceWeights(weights, isSignal, policies.balancing, kept), kept), kept };
}
