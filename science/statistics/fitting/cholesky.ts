/**
 * A symmetric positive definite matrix as L L^T, for the rows and columns `index` of a larger one, in their order.
 * Leading zeros of a row are skipped (they stay zeros in L): parameters that touch one bin each, placed first, cost next to nothing.
 */
export interface Cholesky {
  /** False where the matrix is not positive definite. */
  factor(matrix: Float64Array, stride: number, index: Int32Array, count: number, ridge: Float64Array | null): boolean;
  /** Solves (L L^T) x = x in place. */
  solve(x: Float64Array): void;
}

/** @param size of the largest matrix */
export function cholesky(size: number): Cholesky {
  const l = new Float64Array(size * size);
  const start = new Int32Array(size);
  let n = 0;
  return {
    factor(matrix, stride, index, count, ridge) {
      n = count;
      for (let i = 0; i < n; i++) {
        const row = (index[i] as number) * stride;
        let first = 0;
        while (first < i && matrix[row + (index[first] as number)] === 0) first++;
        start[i] = first;
        for (let j = first; j < i; j++) {
          let sum = matrix[row + (index[j] as number)] as number;
          for (let k = Math.max(first, start[j] as number); k < j; k++)
            sum -= (l[i * size + k] as number) * (l[j * size + k] as number);
          l[i * size + j] = sum / (l[j * size + j] as number);
        }
        const own = matrix[row + (index[i] as number)] as number;
        let pivot = own + (ridge === null ? 0 : (ridge[index[i] as number] as number));
        for (let k = first; k < i; k++) pivot -= (l[i * size + k] as number) ** 2;
        // What is left of the diagonal by rounding alone is no curvature.
        if (!(pivot > 1e-14 * Math.abs(own)) || pivot === 0) return false;
        l[i * size + i] = Math.sqrt(pivot);
      }
      return true;
    },
    solve(x) {
      for (let i = 0; i < n; i++) {
        let sum = x[i] as number;
        for (let k = start[i] as number; k < i; k++) sum -= (l[i * size + k] as number) * (x[k] as number);
        x[i] = sum / (l[i * size + i] as number);
      }
      for (let i = n - 1; i >= 0; i--) {
        const value = (x[i] as number) / (l[i * size + i] as number);
        x[i] = value;
        for (let k = start[i] as number; k < i; k++) x[k] = (x[k] as number) - (l[i * size + k] as number) * value;
      }
    },
  };
}
