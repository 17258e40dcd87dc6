import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { drawSuccesses, successRoom } from '../../science/learning/bernoulli.ts';
import { normal, permutation, randomStream } from '../../science/learning/random.ts';

describe('random streams', () => {
  test('depend on seed, purpose and position, and on nothing else', () => {
    const draw = (...stream: Parameters<typeof randomStream>) => {
      const { integer } = randomStream(...stream);
      return [integer(), integer(), integer()];
    };
    const base = draw(1, 'order', 2, 3);
    expect(draw(1, 'order', 2, 3)).toEqual(base);
    for (const other of [draw(2, 'order', 2, 3), draw(1, 'dropout', 2, 3), draw(1, 'order', 3, 2), draw(1, 'order', 2)])
      expect(other).not.toEqual(base);
    expect(draw(2 ** 40 + 1, 'order', 2, 3)).not.toEqual(base);
  });

  test('are uniform: chi-squared of 256 bins and of successive pairs', () => {
    const { integer } = randomStream(5, 'uniformity');
    const [bins, pairs] = [new Float64Array(256), new Float64Array(256)];
    const draws = 256_000;
    for (let i = 0; i < draws; i++) {
      const [first, second] = [integer(), integer()];
      bins[first >>> 24]!++;
      pairs[((first >>> 28) << 4) | (second >>> 28)]!++;
    }
    // 255 degrees of freedom: 99.99 % of such sums lie below 347
    for (const counts of [bins, pairs]) {
      const expected = draws / 256;
      expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(347);
    }
  });

  test('make normal numbers of mean 0 and variance 1', () => {
    const stream = randomStream(6, 'normal');
    const values = Array.from({ length: 40_000 }, () => normal(stream));
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length).toBeCloseTo(1, 1);
  });

  test('make permutations', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer(), (count, seed) => {
        const order = permutation(count, randomStream(seed, 'order'));
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
    );
  });
});

describe('independent trials drawn by their gaps', () => {
  test('succeed at ascending positions in range', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2000 }),
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        fc.integer(),
        (count, rate, seed) => {
          const positions = new Int32Array(successRoom(count, rate));
          const end = drawSuccesses(positions, 0, count, rate, [seed, 'trials']);
          const drawn = positions.subarray(0, end);
          drawn.forEach((position, index) => {
            expect(position).toBeGreaterThan(index === 0 ? -1 : (drawn[index - 1] as number));
            expect(position).toBeLessThan(count);
          });
        },
      ),
    );
  });

  test.each([0.003, 0.05, 0.1, 0.5, 0.9])('succeed at rate %d at every position, neighbours independently', (rate) => {
    const [count, repeats] = [500, 2000];
    const hits = new Float64Array(count);
    let pairs = 0;
    const positions = new Int32Array(successRoom(count, rate));
    for (let repeat = 0; repeat < repeats; repeat++) {
      const end = drawSuccesses(positions, 0, count, rate, [8, 'trials', repeat]);
      for (let i = 0; i < end; i++) {
        hits[positions[i] as number]!++;
        if (i > 0 && positions[i] === (positions[i - 1] as number) + 1) pairs++;
      }
    }
    const deviation = Math.sqrt(repeats * rate * (1 - rate));
    for (const hit of hits) expect(Math.abs(hit - repeats * rate)).toBeLessThan(5 * deviation);
    const total = hits.reduce((sum, hit) => sum + hit, 0);
    expect(Math.abs(total - repeats * count * rate)).toBeLessThan(5 * deviation * Math.sqrt(count));
    const expectedPairs = repeats * (count - 1) * rate ** 2;
    expect(Math.abs(pairs - expectedPairs)).toBeLessThan(6 * Math.sqrt(expectedPairs * 3));
  });
});
