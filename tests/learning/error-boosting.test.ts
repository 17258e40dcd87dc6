import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boostedFactors, misjudged } from '../../science/learning/error-boosting.ts';

const event = fc.record({
  score: fc.double({ min: 0, max: 1, noNaN: true }),
  label: fc.constantFrom(0, 1),
  weight: fc.double({ min: 0.01, max: 10, noNaN: true }),
});

test('signal below 1 - threshold and background above threshold is misjudged, and nothing else', () => {
  const scores = Float64Array.of(0.59, 0.61, 0.41, 0.39, 0.6, 0.4);
  expect([...misjudged(scores, [1, 1, 0, 0, 1, 0], { threshold: 0.4 })]).toEqual([1, 0, 1, 0, 0, 0]);
});

test('a misjudged event outweighs one that is not by raise / lower more each round, and the sum of weights stays', () => {
  fc.assert(
    fc.property(
      fc.array(event, { minLength: 2, maxLength: 40 }),
      fc.integer({ min: 1, max: 6 }),
      fc.double({ min: 0.5, max: 1, noNaN: true }),
      (events, rounds, lower) => {
        const weights = Float32Array.from(events, ({ weight }) => weight);
        const scores = Float64Array.from(events, ({ score }) => score);
        const rule = { threshold: 0.4, raise: 1.3, lower };
        const wrong = misjudged(
          scores,
          events.map(({ label }) => label),
          rule,
        );
        let factors = new Float64Array(events.length).fill(1);
        for (let round = 0; round < rounds; round++)
          factors = Float64Array.from(boostedFactors(factors, weights, wrong, rule));
        const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
        expect(sum(weights.map((weight, index) => weight * factors[index]!))).toBeCloseTo(sum(weights), 3);
        const [bad, good] = [wrong.indexOf(1), wrong.indexOf(0)];
        if (bad >= 0 && good >= 0) expect(factors[bad]! / factors[good]!).toBeCloseTo((1.3 / lower) ** rounds, 8);
      },
    ),
  );
});
