/** Levels of one decade, from few to many. */
const PATTERNS = [
  { decades: 1, levels: [1, 1.5, 2, 3, 5, 7] },
  { decades: 1, levels: [1, 2, 5] },
  { decades: 1, levels: [1, 3] },
  ...[1, 2, 3, 5, 10, 20, 50, 100].map((decades) => ({ decades, levels: [1] })),
];
const MOST = 9;

/**
 * Levels that colours change at: round numbers around all limits, 1 among them where it lies between; the finest that are at most nine
 * bands. The first is not above any limit, the last above all. None without limits.
 */
export function colourLevels(limits: readonly number[]): readonly number[] {
  if (limits.length === 0) return [];
  const [low, high] = [Math.min(...limits), Math.max(...limits)];
  for (const { decades, levels } of PATTERNS) {
    const from = decades * Math.floor(Math.log10(low) / decades) - decades;
    const to = decades * Math.ceil(Math.log10(high) / decades) + decades;
    const all: number[] = [];
    for (let power = from; power <= to; power += decades)
      for (const level of levels) all.push(Number(`${level}e${power}`));
    const first = all.findLastIndex((level) => level <= low);
    const last = all.findIndex((level) => level > high);
    if (last - first <= MOST) return all.slice(first, last + 1);
  }
  return [low, high * 2];
}
