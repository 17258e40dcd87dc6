/**
 * Picks points of a curve for drawing, about evenly along a coordinate: the first and the last point and, for each of
 * `most - 2` equal steps of the coordinate between them, the first point that lies in it.
 * @param coordinate `[points]` where a point lies on the drawn axis; not finite: the point is left out
 * @param most the greatest number of points
 * @returns indices, rising
 */
export function thinEvenly(coordinate: ArrayLike<number>, most: number): number[] {
  let low = Infinity;
  let high = -Infinity;
  const drawable: number[] = [];
  for (let i = 0; i < coordinate.length; i++) {
    const x = coordinate[i] as number;
    if (!Number.isFinite(x)) continue;
    drawable.push(i);
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  if (drawable.length <= most) return drawable;
  const steps = most - 2;
  const taken = new Uint8Array(steps);
  return drawable.filter((index, place) => {
    const step = Math.min(Math.floor((((coordinate[index] as number) - low) / (high - low)) * steps), steps - 1);
    if (place === 0 || place === drawable.length - 1) return true;
    if (taken[step] === 1) return false;
    taken[step] = 1;
    return true;
  });
}
