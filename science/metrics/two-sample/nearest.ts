/**
 * Of how many points the nearest neighbour (Euclidean distance) is in `first` and not in `second`; equal distances count half. Where
 * both sets are as large and come from one distribution, it is 1/2 for points that know neither.
 * @param points `[points x width]`, `first` and `second` likewise
 */
export function nearestInFirst(points: Float32Array, first: Float32Array, second: Float32Array, width: number): number {
  const count = points.length / width;
  let inFirst = 0;
  for (let point = 0; point < count; point++) {
    const start = point * width;
    const [a, b] = [smallest(points, start, first, width), smallest(points, start, second, width)];
    inFirst += a < b ? 1 : a === b ? 0.5 : 0;
  }
  return inFirst / count;
}

/** The smallest squared distance of a point to a set; a sum that is larger already is not carried on. */
function smallest(points: Float32Array, start: number, set: Float32Array, width: number): number {
  let best = Infinity;
  for (let other = 0; other < set.length; other += width) {
    let sum = 0;
    for (let index = 0; index < width && sum < best; index++) {
      const difference = (points[start + index] as number) - (set[other + index] as number);
      sum += difference * difference;
    }
    if (sum < best) best = sum;
  }
  return best;
}
