import { InputError } from '../../schemas/index.ts';
import { compensatedSum } from './sums.ts';

/**
 * How signal and background weigh against each other in training. N: raw events, W: sum of weights.
 * - `none`: every event 1 (of the policies for negative weights only `drop` then has an effect);
 * - `physical`: the weights as they are;
 * - `class-count`: signal 1, background N_signal / N_background, whatever the physical weights;
 * - `signal-up-by-weight`: physical weights, signal x W_background / W_signal (the best of the dark-matter thesis and the default);
 * - `signal-up-by-count`: physical weights, signal x N_background / N_signal;
 * - `background-down-by-weight`: physical weights, background x W_signal / W_background;
 * - `background-down-by-count`: physical weights, background x N_signal / N_background.
 */
export const BALANCING_POLICIES = [
  'none',
  'physical',
  'class-count',
  'signal-up-by-weight',
  'signal-up-by-count',
  'background-down-by-weight',
  'background-down-by-count',
] as const;
export type BalancingPolicy = (typeof BALANCING_POLICIES)[number];

/**
 * Balanced weights, not yet normalised.
 * @param weights `[events]` physical weights after the negative-weight policy; not changed
 * @param isSignal `[events]`, 1 for signal
 * @param kept `[events]`, 0 for events that are left out: they get weight 0 and are not counted
 * @throws InputError `no-signal` or `no-background` when a class is empty, `sum-of-weights` when a sum to divide by is not positive
 */
export function balanceWeights(
  weights: Float64Array,
  isSignal: ArrayLike<number>,
  policy: BalancingPolicy,
  kept?: Uint8Array,
): Float64Array {
  const totals = classTotals(weights, isSignal, kept);
  const unit = policy === 'none' || policy === 'class-count';
  const [signalScale, backgroundScale] = scales(policy, totals);
  const balanced = new Float64Array(weights.length);
  for (let i = 0; i < weights.length; i++) {
    if (kept?.[i] === 0) continue;
    balanced[i] = (unit ? 1 : (weights[i] as number)) * (isSignal[i] === 1 ? signalScale : backgroundScale);
  }
  return balanced;
}

/**
 * Scales weights so that the mean over the kept events is 1: losses and learning rates are then comparable between categories.
 * @throws InputError `sum-of-weights` when the weights sum to zero or less
 */
export function scaleToMeanOne(weights: Float64Array, kept?: Uint8Array): Float64Array {
  let events = weights.length;
  if (kept !== undefined) for (const flag of kept) if (flag === 0) events--;
  const scale = events / positiveSum(compensatedSum(weights), 'all training events');
  return weights.map((weight) => weight * scale);
}

interface ClassTotals {
  readonly signal: { readonly events: number; readonly sum: number };
  readonly background: { readonly events: number; readonly sum: number };
}

function classTotals(weights: Float64Array, isSignal: ArrayLike<number>, kept: Uint8Array | undefined): ClassTotals {
  const signal = { events: 0, sum: 0 };
  const background = { events: 0, sum: 0 };
  for (let i = 0; i < weights.length; i++) {
    if (kept?.[i] === 0) continue;
    const total = isSignal[i] === 1 ? signal : background;
    total.events++;
    total.sum += weights[i] as number;
  }
  const empty = signal.events === 0 ? 'signal' : background.events === 0 ? 'background' : undefined;
  if (empty !== undefined) {
    throw new InputError(`no-${empty}`, `there is no ${empty} event to balance`, {
      expected: 'at least one event of each class',
      mend: 'check which samples the training gathers and that the selection keeps some of their events',
    });
  }
  return { signal, background };
}

/** Factors on signal and background. */
function scales(policy: BalancingPolicy, { signal, background }: ClassTotals): readonly [number, number] {
  switch (policy) {
    case 'none':
    case 'physical':
      return [1, 1];
    case 'class-count':
    case 'background-down-by-count':
      return [1, signal.events / background.events];
    case 'signal-up-by-count':
      return [background.events / signal.events, 1];
    case 'signal-up-by-weight':
      return [positiveSum(background.sum, 'background') / positiveSum(signal.sum, 'signal'), 1];
    case 'background-down-by-weight':
      return [1, positiveSum(signal.sum, 'signal') / positiveSum(background.sum, 'background')];
  }
}

function positiveSum(sum: number, what: string): number {
  if (sum > 0 && Number.isFinite(sum)) return sum;
  throw new InputError('sum-of-weights', `the training weights of ${what} sum to ${sum}`, {
    expected: 'a positive sum',
    mend: "choose a policy for negative weights such as 'absolute', or check the samples' weights",
  });
}
