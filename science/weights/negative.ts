import { InputError } from '../../schemas/index.ts';

/**
 * What training does with negative generator weights (evaluation always uses the signed ones):
 * - `keep`: nothing; a loss can then fall without bound where they dominate, and trees refuse them;
 * - `absolute`: |w|;
 * - `absolute-rescaled`: |w| x (sum of w / sum of |w|), sample by sample, so that each sample keeps its yield;
 * - `zero`: such events weigh nothing, but are still seen (batch normalisation counts them);
 * - `drop`: such events are left out.
 */
export const NEGATIVE_WEIGHT_POLICIES = ['keep', 'absolute', 'absolute-rescaled', 'zero', 'drop'] as const;
export type NegativeWeightPolicy = (typeof NEGATIVE_WEIGHT_POLICIES)[number];

/**
 * Applies a policy to signed weights.
 * @param weights `[events]`, not changed
 * @param samples `[events]` number of each event's sample; needed by `absolute-rescaled` unless all events are of one sample
 * @returns new weights `[events]` and `kept` `[events]`, 0 for an event that is left out (its weight is 0)
 * @throws InputError `sum-of-weights` when `absolute-rescaled` meets a sample whose weights sum to less than zero
 */
export function applyNegativeWeightPolicy(
  weights: Float64Array,
  policy: NegativeWeightPolicy,
  samples?: Int32Array,
): { weights: Float64Array; kept: Uint8Array } {
  const kept = new Uint8Array(weights.length).fill(1);
  const result = weights.slice();
  if (policy === 'keep') return { weights: result, kept };
  for (let i = 0; i < result.length; i++) {
    const weight = result[i] as number;
    if (weight >= 0) continue;
    if (policy === 'zero' || policy === 'drop') result[i] = 0;
    else result[i] = -weight;
    if (policy === 'drop') kept[i] = 0;
  }
  if (policy === 'absolute-rescaled') rescaleSamples(result, weights, samples);
  return { weights: result, kept };
}

function rescaleSamples(absolute: Float64Array, signed: Float64Array, samples: Int32Array | undefined): void {
  const sums = new Map<number, { signed: number; absolute: number }>();
  for (let i = 0; i < signed.length; i++) {
    const sample = samples?.[i] ?? 0;
    let sum = sums.get(sample);
    if (sum === undefined) sums.set(sample, (sum = { signed: 0, absolute: 0 }));
    sum.signed += signed[i] as number;
    sum.absolute += absolute[i] as number;
  }
  const scales = new Map<number, number>();
  for (const [sample, sum] of sums) {
    if (sum.signed < 0) {
      throw new InputError('sum-of-weights', `the weights of the training events sum to ${sum.signed}`, {
        place: { sample: String(sample) },
        expected: 'a positive sum for the policy absolute-rescaled',
        mend: "choose another policy for negative weights (for example 'absolute')",
      });
    }
    scales.set(sample, sum.absolute > 0 ? sum.signed / sum.absolute : 0);
  }
  for (let i = 0; i < absolute.length; i++) {
    absolute[i] = (absolute[i] as number) * (scales.get(samples?.[i] ?? 0) ?? 0);
  }
}
