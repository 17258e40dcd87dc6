/**
 * The first Wasserstein distance of two samples of numbers: the integral of |F - G| over their cumulative distributions, in the unit of
 * the numbers (Vallender, Theory Probab. Appl. 18, 784 (1974)). NaN where a sample is empty.
 */
export function wassersteinDistance(a: Float64Array, b: Float64Array): number {
  if (a.length === 0 || b.length === 0) return NaN;
  const [first, second] = [a.toSorted(), b.toSorted()];
  let [i, j] = [0, 0];
  let distance = 0;
  let last = Math.min(first[0] as number, second[0] as number);
  while (i < first.length || j < second.length) {
    const next = Math.min(first[i] ?? Infinity, second[j] ?? Infinity);
    distance += Math.abs(i / first.length - j / second.length) * (next - last);
    last = next;
    while (i < first.length && (first[i] as number) <= next) i++;
    while (j < second.length && (second[j] as number) <= next) j++;
  }
  return distance;
}

/**
 * The sliced Wasserstein distance (Rabin, Peyre, Delon, Bernot, SSVM 2011): the mean of the distance over projections on random
 * directions.
 * @param a `[events x features]`, row-major
 * @param normal standard normal numbers
 */
export function slicedWassersteinDistance(
  a: Float32Array,
  b: Float32Array,
  features: number,
  directions: number,
  normal: () => number,
): number {
  let sum = 0;
  for (let count = 0; count < directions; count++) {
    const drawn = Float64Array.from({ length: features }, normal);
    const length = Math.hypot(...drawn);
    const direction = drawn.map((value) => value / length);
    sum += wassersteinDistance(projected(a, direction), projected(b, direction));
  }
  return sum / directions;
}

function projected(matrix: Float32Array, direction: Float64Array): Float64Array {
  const width = direction.length;
  return Float64Array.from({ length: matrix.length / width }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < width; column++)
      sum += (matrix[row * width + column] as number) * (direction[column] as number);
    return sum;
  });
}
