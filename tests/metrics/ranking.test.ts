import { fc } from '../support/properties.ts';
import { expect, test } from 'vitest';
import { rankByFallingScore } from '../../science/metrics/index.ts';

const byComparison = (scores: Float64Array | Float32Array): number[] =>
  Array.from(scores, (_, row) => row).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);

test('ranks as a stable comparison sort does: any doubles, ties, both zeros, infinities', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true }),
    fc.constantFrom(0, -0, 1, 0.5, Infinity, -Infinity, 5e-324, -5e-324),
  );
  fc.assert(
    fc.property(fc.array(number), (values) => {
      const scores = Float64Array.from(values);
      // Infinity - Infinity is NaN in the comparison sort: equal, as it should be
      const expected = byComparison(
        scores.map((x) => (x === Infinity ? Number.MAX_VALUE : x === -Infinity ? -Number.MAX_VALUE : x)),
      );
      if (!values.some((x) => Math.abs(x) === Number.MAX_VALUE))
        expect([...rankByFallingScore(scores)]).toEqual(expected);
    }),
  );
});

test('ranks float32 scores', () => {
  const scores = Float32Array.from({ length: 5000 }, (_, i) => Math.fround(Math.abs(Math.sin(i * 12.9898)) % 0.37));
  expect([...rankByFallingScore(scores)]).toEqual(byComparison(scores));
});

test('a score that is not a number is refused with its row', () => {
  expect(() => rankByFallingScore(Float64Array.of(0.1, NaN))).toThrow(/row 1/);
});

test('no events, one event', () => {
  expect([...rankByFallingScore(new Float64Array(0))]).toEqual([]);
  expect([...rankByFallingScore(Float64Array.of(0.4))]).toEqual([0]);
});
