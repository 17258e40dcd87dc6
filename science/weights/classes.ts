import { InputError } from '../../schemas/index.ts';
import type { BalancingPolicy } from './balancing.ts';

/**
 * Balanced weights of any number of classes, not yet normalised: what the policies for signal and background do to two. `none` and
 * `physical` leave the classes as they are; `class-count` gives each class the same sum whatever the physical weights,
 * `...-by-weight` physical weights with the same sum in each class, `...-by-count` physical weights / raw events of the class.
 * @param weights `[events]` physical weights after the negative-weight policy; not changed
 * @param labels `[events]` number of each event's class
 * @param kept `[events]`, 0 for events that are left out: they get weight 0 and are not counted
 * @throws InputError `no-class` when a class is empty, `sum-of-weights` when a sum to divide by is not positive
 */
export function balanceClasses(
  weights: Float64Array,
  labels: ArrayLike<number>,
  classes: number,
  policy: BalancingPolicy,
  kept?: Uint8Array,
): Float64Array {
  const unit = policy === 'none' || policy === 'class-count';
  const events = new Float64Array(classes);
  const sums = new Float64Array(classes);
  for (let i = 0; i < weights.length; i++) {
    if (kept?.[i] === 0) continue;
    const label = labels[i] as number;
    events[label] = (events[label] as number) + 1;
    sums[label] = (sums[label] as number) + (weights[i] as number);
  }
  const scales = Float64Array.from(events, (count, label) => {
    if (count === 0) throw noClass(label);
    if (policy === 'none' || policy === 'physical') return 1;
    if (!policy.endsWith('-by-weight')) return 1 / count;
    const sum = sums[label] as number;
    if (!(sum > 0 && Number.isFinite(sum))) throw badSum(label, sum);
    return 1 / sum;
  });
  return weights.map((weight, i) =>
    kept?.[i] === 0 ? 0 : (unit ? 1 : weight) * (scales[labels[i] as number] as number),
  );
}

const noClass = (label: number) =>
  new InputError('no-class', `there is no event of class ${label} to balance`, {
    expected: 'at least one event of each class',
    mend: 'check the rules of the classes, and that the selection keeps some of their events',
  });

const badSum = (label: number, sum: number) =>
  new InputError('sum-of-weights', `the training weights of class ${label} sum to ${sum}`, {
    expected: 'a positive sum',
    mend: "choose a policy for negative weights such as 'absolute', or check the samples' weights",
  });
