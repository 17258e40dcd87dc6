import { randomStream } from '../../learning/random.ts';

/**
 * Evenly spread points of the unit cube (an additive recurrence with powers of the generalised golden ratio: M. Roberts, "The
 * unreasonable effectiveness of quasirandom sequences", 2018), shifted at random. Averages over them err about as 1 / points.
 * @param replica each has a shift of its own: the spread over replicas is the error
 * @returns `[points][dimensions]`, in (0, 1)
 */
export function quasiRandomPoints(points: number, dimensions: number, seed: number, replica: number): Float64Array[] {
  const ratio = goldenRatio(dimensions);
  const stream = randomStream(seed, 'quasi-random', replica);
  const shift = Float64Array.from({ length: dimensions }, () => stream.uniform());
  return Array.from({ length: points }, (_, i) =>
    shift.map((start, d) => {
      const value = (start + (i + 1) * ratio ** -(d + 1)) % 1;
      return Math.min(Math.max(value, 2 ** -53), 1 - 2 ** -53);
    }),
  );
}

/** Positive root of x^(d + 1) = x + 1. */
function goldenRatio(dimensions: number): number {
  let x = 2;
  for (let i = 0; i < 60; i++) x = (1 + x) ** (1 / (dimensions + 1));
  return x;
}
