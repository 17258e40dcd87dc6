import type { Configuration, Dimension } from '../space.ts';
import { toUnit } from '../unit.ts';

/**
 * A configuration as a point: numbers in [0, 1], a choice as the position of its option. A dimension that does not exist here is in the
 * middle of its range, or an option of its own (-1): two configurations do not differ in what neither has.
 */
export function pointOf(configuration: Configuration, dimensions: readonly Dimension[]): Float64Array {
  return Float64Array.from(dimensions, ({ name, domain }) => {
    const value = configuration[name];
    if (domain.type === 'choice') return value ?? -1;
    return value === undefined ? 0.5 : toUnit(domain, value);
  });
}

/** Squared distance in one dimension; options are equal or not. */
export function squaredDistance(a: number, b: number, isChoice: boolean): number {
  if (isChoice) return a === b ? 0 : 1;
  return (a - b) ** 2;
}
