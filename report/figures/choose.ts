/** At most three of a sorted list: more lines than that cannot be told apart in one frame. */
export function lowestMiddleHighest<T>(sorted: readonly T[]): readonly T[] {
  const last = sorted.length - 1;
  const indices = new Set(last < 0 ? [] : [0, Math.round(last / 2), last]);
  return sorted.filter((_, index) => indices.has(index));
}
