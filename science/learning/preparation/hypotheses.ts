import { InputError } from '../../../schemas/index.ts';
import { randomStream } from '../random.ts';
import type { LearningSample } from './event-set.ts';

/** What signal a sample is of: the value of each parameter, in their order. */
export type Hypothesis = readonly number[];

/** A sample and its hypothesis; null for background. */
export interface HypothesisSample {
  readonly sample: LearningSample;
  readonly hypothesis: Hypothesis | null;
}

/**
 * How much each hypothesis counts: `equal` gives every one the same sum of signal weights, and background is drawn evenly;
 * `as-weighted` leaves the weights, and background is drawn in proportion to the sums of |weight|.
 */
export const HYPOTHESIS_WEIGHTS = ['equal', 'as-weighted'] as const;
export type HypothesisWeights = (typeof HYPOTHESIS_WEIGHTS)[number];

/**
 * Gives every event the parameters of a parameterised network (Baldi et al., arXiv:1601.07913): signal those of its own hypothesis,
 * each background event those of a hypothesis drawn from the signal's, so that the parameters alone tell nothing.
 * @param trainingRows of each sample; sums of weights are taken over them
 * @throws InputError `no-signal` without a signal sample, `sum-of-weights` when a hypothesis weighs nothing
 */
export function assignHypotheses(
  given: readonly HypothesisSample[],
  names: readonly string[],
  trainingRows: readonly Int32Array[],
  weights: HypothesisWeights,
  seed: number,
): readonly LearningSample[] {
  const sums = new Map<string, { readonly hypothesis: Hypothesis; sum: number }>();
  given.forEach(({ sample, hypothesis }, index) => {
    if (hypothesis === null) return;
    const key = JSON.stringify(hypothesis);
    const entry = sums.get(key) ?? { hypothesis, sum: 0 };
    sums.set(key, entry);
    for (const row of trainingRows[index] as Int32Array) entry.sum += Math.abs(sample.weights[row] as number);
  });
  const all = [...sums.values()];
  const empty = all.find(({ sum }) => !(sum > 0));
  if (all.length === 0 || empty !== undefined) throw noHypothesis(names, empty?.hypothesis);
  const total = all.reduce((sum, entry) => sum + entry.sum, 0);
  const shares = all.map(({ sum }) => (weights === 'equal' ? 1 / all.length : sum / total));
  return given.map(({ sample, hypothesis }, index) => {
    if (hypothesis === null) {
      const drawn = drawHypotheses(sample.weights.length, shares, randomStream(seed, 'hypotheses', index).uniform);
      const parameters = names.map((name, position) => [
        name,
        Float64Array.from(drawn, (number) => all[number]?.hypothesis[position] as number),
      ]);
      return { ...sample, parameters: Object.fromEntries(parameters) as Record<string, Float64Array> };
    }
    const parameters = Object.fromEntries(names.map((name, position) => [name, hypothesis[position] as number]));
    const { sum } = sums.get(JSON.stringify(hypothesis)) as { sum: number };
    const scale = weights === 'equal' ? total / all.length / sum : 1;
    return {
      ...sample,
      parameters,
      weights: scale === 1 ? sample.weights : sample.weights.map((weight) => weight * scale),
    };
  });
}

/** For each event the number of a hypothesis, in proportion to their shares (sum 1). */
function drawHypotheses(events: number, shares: readonly number[], uniform: () => number): Int32Array {
  const bounds = shares.map((_, index) => shares.slice(0, index + 1).reduce((sum, share) => sum + share, 0));
  return Int32Array.from({ length: events }, () => {
    const draw = uniform();
    const found = bounds.findIndex((bound) => draw < bound);
    return found < 0 ? shares.length - 1 : found;
  });
}

const noHypothesis = (names: readonly string[], hypothesis: Hypothesis | undefined) =>
  hypothesis === undefined
    ? new InputError('no-signal', `there is no signal to take ${names.join(', ')} from`, {
        expected: 'at least one signal sample',
        mend: 'check the rule that gathers signal samples',
      })
    : new InputError('sum-of-weights', `signal with ${names.join(', ')} = ${hypothesis.join(', ')} weighs nothing`, {
        expected: 'training events with weights for each hypothesis',
        mend: 'leave the hypothesis out, or check what the selection keeps of it',
      });
