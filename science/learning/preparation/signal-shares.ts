import { InputError } from '../../../schemas/index.ts';
import type { LearningSample } from './event-set.ts';

/**
 * Scales the weights of signal samples so that every group of them (a hypothesis, a process) has the same sum of |weight| over the
 * training events; the sum over all groups stays.
 * @param groups of each sample; null for those that are left as they are (background)
 * @param trainingRows of each sample
 * @throws InputError `sum-of-weights` when a group weighs nothing
 */
export function equaliseSignals(
  samples: readonly LearningSample[],
  groups: readonly (string | null)[],
  trainingRows: readonly Int32Array[],
): readonly LearningSample[] {
  const sums = new Map<string, number>();
  samples.forEach(({ weights }, index) => {
    const group = groups[index] ?? null;
    if (group === null) return;
    let sum = sums.get(group) ?? 0;
    for (const row of trainingRows[index] as Int32Array) sum += Math.abs(weights[row] as number);
    sums.set(group, sum);
  });
  const total = [...sums.values()].reduce((all, sum) => all + sum, 0);
  return samples.map((sample, index) => {
    const group = groups[index] ?? null;
    if (group === null) return sample;
    const sum = sums.get(group) as number;
    if (!(sum > 0)) throw weightless(group);
    const scale = total / sums.size / sum;
    return { ...sample, weights: sample.weights.map((weight) => weight * scale) };
  });
}

const weightless = (group: string) =>
  new InputError('sum-of-weights', `the training events of the signal ${group} weigh nothing`, {
    expected: 'training events with weights for each signal',
    mend: 'leave the signal out, or check what the selection keeps of it',
  });
