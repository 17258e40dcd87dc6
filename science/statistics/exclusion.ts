/** A range of the parameter in which a limit lies below 1. */
export interface ExcludedRange {
  readonly from: number;
  readonly to: number;
  /** Whether the range begins (ends) at the first (last) point instead of at a crossing. */
  readonly fromIsEdge: boolean;
  readonly toIsEdge: boolean;
}

/**
 * The ranges in which a nominal signal is excluded: upper limits on its strength below 1. Between points the logarithm of the limit is
 * linear in the parameter (a mass, say), as cross sections and sensitivities fall about exponentially.
 * @param points parameter and limit; any order, each parameter once
 */
export function excludedRanges(points: readonly (readonly [parameter: number, limit: number])[]): ExcludedRange[] {
  const sorted = [...points].sort(([a], [b]) => a - b);
  const ranges: ExcludedRange[] = [];
  let open: { readonly from: number; readonly fromIsEdge: boolean } | undefined;
  for (const [i, [x, limit]] of sorted.entries()) {
    const before = sorted[i - 1];
    const excluded = limit < 1;
    if (excluded && open === undefined)
      open =
        before === undefined
          ? { from: x, fromIsEdge: true }
          : { from: crossing(before, [x, limit]), fromIsEdge: false };
    if (!excluded && open !== undefined && before !== undefined) {
      ranges.push({ ...open, to: crossing(before, [x, limit]), toIsEdge: false });
      open = undefined;
    }
  }
  const last = sorted.at(-1);
  if (open !== undefined && last !== undefined) ranges.push({ ...open, to: last[0], toIsEdge: true });
  return ranges;
}

function crossing([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]): number {
  const [a, b] = [Math.log(y0), Math.log(y1)];
  return x0 + ((x1 - x0) * a) / (a - b);
}
