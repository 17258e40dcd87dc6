import { regularisedGammaP } from '../gamma.ts';

/** Quantile of the standard normal distribution, for probabilities in (0, 1), by Newton's method on P(1/2, z^2 / 2) = 2 PHI(|z|) - 1. */
export function normalQuantile(probability: number): number {
  const within = Math.abs(2 * probability - 1);
  // From below: the distribution is concave above 0, so that Newton's steps never overshoot.
  let z = 0;
  for (let step = 0; step < 100; step++) {
    const move = (within - regularisedGammaP(0.5, (z * z) / 2)) * Math.sqrt(Math.PI / 2) * Math.exp((z * z) / 2);
    z += move;
    if (!(move > 1e-12 * (1 + z)) || z > 8) break;
  }
  return probability < 0.5 ? -z : z;
}
