/**
 * Weighted correlation (Pearson) of two columns over the rows that have both: cov(x, y) / sqrt(var x var y) with weighted means. NaN
 * where one of them does not vary, or where negative weights leave no variance.
 * @param weights `[rows]`
 */
export function weightedCorrelation(x: Float64Array, y: Float64Array, weights: Float64Array): number {
  let [sum, meanX, meanY] = [0, 0, 0];
  for (let row = 0; row < x.length; row++) {
    if (Number.isNaN(x[row]) || Number.isNaN(y[row])) continue;
    const weight = weights[row] as number;
    sum += weight;
    meanX += weight * (x[row] as number);
    meanY += weight * (y[row] as number);
  }
  meanX /= sum;
  meanY /= sum;
  let [xx, yy, xy] = [0, 0, 0];
  for (let row = 0; row < x.length; row++) {
    if (Number.isNaN(x[row]) || Number.isNaN(y[row])) continue;
    const weight = weights[row] as number;
    const [dx, dy] = [(x[row] as number) - meanX, (y[row] as number) - meanY];
    xx += weight * dx * dx;
    yy += weight * dy * dy;
    xy += weight * dx * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : NaN;
}
