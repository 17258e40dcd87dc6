/**
 * Picks points of a curve for drawing, about evenly along a coordinate: the first and the last point and, for each of
 * `most - 2` equal steps of the coordinate between them, the first point that lies in it.
 * @param coordinate `[points]` where a point lies on the drawn axis; not finite: the point is left out
 * @param most the greatest number of points
 * @returns indices, rising
 */
export function thinEvenly(coordinate: Float64Array | readonly number[], most: number): number[] {
  let [low, high, drawable, first, last] = [Infinity, -Infinity, 0, -1, -1];
  for (let i = 0; i < coordinate.length; i++) {
    const x = coordinate[i] as number;
    if (!Number.isFinite(x)) continue;
    if (drawable++ === 0) first = i;
    last = i;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  const steps = most - 2;
  const scale = steps / (high - low);
  const taken = new Uint8Array(Math.max(steps, 0));
  const kept: number[] = [];
  for (let i = Math.max(first, 0); i <= last; i++) {
    const x = coordinate[i] as number;
    if (!Number.isFinite(x)) continue;
    if (drawable > most && i !== first && i !== last) {
      const step = Math.min(Math.floor((x - low) * scale), steps - 1);
      if (taken[step] === 1) continue;
      taken[step] = 1;
    }
    kept.push(i);
  }
  return kept;
}
