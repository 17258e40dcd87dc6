import { fc } from '../../support/properties.ts';
import { expect, test } from 'vitest';
import {
  cholesky,
  inverse,
  solveLower,
  solveUpper,
} from '../../../science/learning/tuning/gaussian-process/cholesky.ts';

/** B B^T + 1: symmetric and positive definite, `[n x n]`. */
const matrices = fc.integer({ min: 1, max: 7 }).chain((n) =>
  fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: n * n, maxLength: n * n }).map((b) => ({
    n,
    matrix: Float64Array.from({ length: n * n }, (_, place) => {
      const [row, column] = [Math.floor(place / n), place % n];
      return Array.from({ length: n }, (__, k) => b[row * n + k]! * b[column * n + k]!).reduce(
        (sum, term) => sum + term,
        row === column ? 1 : 0,
      );
    }),
  })),
);

test('the factor, its solutions and the inverse are those of the matrix', () => {
  fc.assert(
    fc.property(matrices, ({ n, matrix }) => {
      const lower = cholesky(matrix, n)!;
      const inverted = inverse(lower, n);
      const right = Float64Array.from({ length: n }, (_, index) => index + 1);
      const x = solveUpper(lower, n, solveLower(lower, n, right));
      for (let row = 0; row < n; row++) {
        const product = x.reduce((sum, value, k) => sum + matrix[row * n + k]! * value, 0);
        expect(product).toBeCloseTo(row + 1, 6);
        for (let column = 0; column < n; column++) {
          const element = (i: number, j: number): number => inverted[Math.max(i, j) * n + Math.min(i, j)]!;
          const unit = Array.from({ length: n }, (_, k) => matrix[row * n + k]! * element(k, column));
          expect(unit.reduce((sum, term) => sum + term, 0)).toBeCloseTo(row === column ? 1 : 0, 6);
        }
      }
    }),
  );
});

test('a matrix that is not positive definite has no factor', () => {
  expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
});
