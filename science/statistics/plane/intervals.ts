import { excludedRanges } from '../exclusion.ts';

/** What a range of excluded values ends at: a crossing of 1, the outermost tested value, or the last one before a value without limit. */
export type RangeEnd = 'crossing' | 'edge' | 'hole';

export interface ExcludedInterval {
  readonly from: number;
  readonly to: number;
  readonly fromEnd: RangeEnd;
  readonly toEnd: RangeEnd;
}

/**
 * As `excludedRanges`, of values some of which have no limit: a range does not go on across them.
 * @param points value and limit; any order, each value once
 */
export function excludedIntervals(
  points: readonly (readonly [value: number, limit: number | null])[],
): readonly ExcludedInterval[] {
  const sorted = [...points].sort(([a], [b]) => a - b);
  const runs: (readonly [number, number])[][] = [[]];
  for (const [value, limit] of sorted) {
    if (limit === null) runs.push([]);
    else runs.at(-1)?.push([value, limit]);
  }
  const [first, last] = [sorted[0]?.[0], sorted.at(-1)?.[0]];
  return runs.flatMap((run) =>
    excludedRanges(run).map(({ from, to, fromIsEdge, toIsEdge }) => ({
      ...{ from, to },
      fromEnd: fromIsEdge ? (from === first ? 'edge' : 'hole') : 'crossing',
      toEnd: toIsEdge ? (to === last ? 'edge' : 'hole') : 'crossing',
    })),
  );
}
