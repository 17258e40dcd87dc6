/** The lower factor L of a symmetric positive definite matrix, `[n x n]` row-major: A = L L^T. Undefined where it is not positive definite. */
export function cholesky(matrix: Float64Array, n: number): Float64Array | undefined {
  const lower = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * n + column] as number;
      for (let k = 0; k < column; k++) sum -= (lower[row * n + k] as number) * (lower[column * n + k] as number);
      if (row > column) lower[row * n + column] = sum / (lower[column * n + column] as number);
      else if (sum > 0) lower[row * n + row] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return lower;
}

/** Solves L x = b. */
export function solveLower(lower: Float64Array, n: number, right: Float64Array): Float64Array {
  const x = Float64Array.from(right);
  for (let row = 0; row < n; row++) {
    let sum = x[row] as number;
    for (let k = 0; k < row; k++) sum -= (lower[row * n + k] as number) * (x[k] as number);
    x[row] = sum / (lower[row * n + row] as number);
  }
  return x;
}

/** Solves L^T x = b. */
export function solveUpper(lower: Float64Array, n: number, right: Float64Array): Float64Array {
  const x = Float64Array.from(right);
  for (let row = n - 1; row >= 0; row--) {
    let sum = x[row] as number;
    for (let k = row + 1; k < n; k++) sum -= (lower[k * n + row] as number) * (x[k] as number);
    x[row] = sum / (lower[row * n + row] as number);
  }
  return x;
}

/** The lower half of A^-1 from the factor of A: A^-1 = M^T M with M = L^-1. */
export function inverse(lower: Float64Array, n: number): Float64Array {
  const m = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    m[column * n + column] = 1 / (lower[column * n + column] as number);
    for (let row = column + 1; row < n; row++) {
      let sum = 0;
      for (let k = column; k < row; k++) sum -= (lower[row * n + k] as number) * (m[k * n + column] as number);
      m[row * n + column] = sum / (lower[row * n + row] as number);
    }
  }
  const result = new Float64Array(n * n);
  for (let k = 0; k < n; k++)
    for (let row = 0; row <= k; row++) {
      const factor = m[k * n + row] as number;
      for (let column = 0; column <= row; column++)
        result[row * n + column] = (result[row * n + column] as number) + factor * (m[k * n + column] as number);
    }
  return result;
}
