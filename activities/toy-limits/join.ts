import { InputError, type Attributes } from '../../schemas/index.ts';
import type { ToyRangeResult } from '../toys/schema.ts';
import type { ToysAt } from '../../science/statistics/index.ts';

export interface Range {
  readonly range: ToyRangeResult;
  readonly attributes: Attributes;
  readonly origin: string;
}

/** All toys of one model. */
export interface JoinedToys {
  readonly range: ToyRangeResult;
  readonly attributes: Attributes;
  /** By rising strength, as multiples of the nominal signal. */
  readonly scan: readonly ToysAt[];
  /** Toys of each kind at each strength, and fits of theirs that did not converge. */
  readonly toys: number;
  readonly failed: number;
}

/**
 * Puts the ranges of each model together.
 * @throws InputError where a toy is there twice, or ranges of one model differ in what they test
 */
export function joinRanges(given: readonly Range[]): JoinedToys[] {
  const groups = new Map<string, Range[]>();
  for (const one of given) {
    const { discriminant, signal, mass_gev: mass } = one.range;
    const key = JSON.stringify([one.attributes.model, one.attributes.scenario, discriminant, signal, mass]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => {
    const ranges = [...group].sort((a, b) => a.range.first - b.range.first);
    const [{ range: first, attributes, origin }] = ranges as [Range];
    for (const [i, { range, origin: other }] of ranges.entries()) {
      const before = ranges[i - 1];
      const name = `${range.discriminant} ${range.signal}`;
      if (testedBy(range) !== testedBy(first))
        throw new InputError('toys-differ', `${name}: ${origin} and ${other} are toys of different tests`, {
          expected: 'one model, seed, statistic and list of strengths for all ranges',
          mend: 'give the ranges the same inputs and parameters but for `range`; carry attributes that tell models apart `with:` them',
        });
      if (before !== undefined && before.range.first + before.range.count > range.first)
        throw new InputError('toys-twice', `${name}: ${before.origin} and ${other} hold the same toys`, {
          expected: 'each toy once',
          mend: 'give every task a `range` of its own, and all the same number of `toys`',
        });
    }
    const column = (k: number, of: 'signal_toys' | 'background_toys'): Float64Array =>
      Float64Array.from(
        ranges.flatMap(({ range }) => range.scan[k]?.[of] ?? []),
        (q) => q ?? NaN,
      );
    const scan = first.scan.map(({ strength, observed }, k) => ({
      mu: strength,
      observed,
      toys: { signal: column(k, 'signal_toys'), background: column(k, 'background_toys') },
    }));
    const failedIn = (values: Float64Array): number => values.filter((q) => Number.isNaN(q)).length;
    return {
      ...{ range: first, attributes, scan },
      toys: ranges.reduce((sum, { range }) => sum + range.count, 0),
      failed: scan.reduce((sum, { toys }) => sum + failedIn(toys.signal) + failedIn(toys.background), 0),
    };
  });
}

/** All that must be equal for toys to be put together. */
const testedBy = ({ scan, asymptotic, statistic, seed, unblinded }: ToyRangeResult): string =>
  JSON.stringify([
    ...[statistic, seed, unblinded, asymptotic],
    scan.map(({ strength, observed, asymptotic_cls: cls }) => [strength, observed, cls]),
  ]);
