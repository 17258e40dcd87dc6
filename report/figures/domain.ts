/** The smallest and largest of the finite values that `accept` lets pass; undefined when there is none. */
export function extent(
  values: Iterable<number | null>,
  accept: (value: number) => boolean = () => true,
): readonly [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null || !Number.isFinite(value) || !accept(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : undefined;
}

export const positive = (value: number): boolean => value > 0;

/** Below this, differences and powers of ten lose their digits: such values do not stretch an axis. */
const smallest = 1e-290;

/** A domain from 0 (or below, when values are negative) with `headroom` of its height left free above the values. */
export function linearDomain(values: readonly (number | null)[], headroom: number): readonly [number, number] {
  const [low, high] = extent(values, (value) => value === 0 || Math.abs(value) > smallest) ?? [0, 1];
  const floor = Math.min(0, low);
  const span = high > floor ? high - floor : 1;
  return [floor < 0 ? floor - 0.05 * span : 0, floor + span / (1 - headroom)];
}

/**
 * A logarithmic domain of whole decades below (at most `decades` under the largest value) and `headroom` of its height free
 * above. Values that are not positive do not count; without any the domain is [0.1, 10].
 */
export function logDomain(
  values: readonly (number | null)[],
  headroom: number,
  decades = 12,
): readonly [number, number] {
  const found = extent(values, (value) => value > smallest);
  if (found === undefined) return [0.1, 10];
  const top = Math.log10(found[1]) + 0.05;
  const bottom = Math.max(Math.floor(Math.log10(found[0])), Math.floor(top) - decades);
  const span = Math.max(top - bottom, 1);
  return [10 ** bottom, 10 ** (bottom + span / (1 - headroom))];
}
