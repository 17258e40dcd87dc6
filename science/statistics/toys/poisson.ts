import type { RandomStream } from '../../learning/random.ts';
import { logGamma } from '../gamma.ts';

/**
 * A Poisson number: by inversion of the sum of probabilities below a mean of 10, by transformed rejection with squeeze above
 * (W. Hoermann, Insurance: Mathematics and Economics 12 (1993) 39, algorithm PTRS).
 */
export function poisson(stream: RandomStream, mean: number): number {
  return mean < 10 ? byInversion(stream, mean) : byRejection(stream, mean);
}

function byInversion(stream: RandomStream, mean: number): number {
  let rest = stream.uniform();
  let probability = Math.exp(-mean);
  for (let count = 0; count < 1000; count++) {
    if (rest < probability) return count;
    rest -= probability;
    probability *= mean / (count + 1);
  }
  // Rounding left a rest of the sum of all probabilities: as good as never.
  return Math.round(mean);
}

function byRejection(stream: RandomStream, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = stream.uniform() - 0.5;
    const v = stream.uniform();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    const acceptance = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (acceptance <= count * Math.log(mean) - mean - logGamma(count + 1)) return count;
  }
}
