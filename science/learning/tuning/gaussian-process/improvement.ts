import { normalCdf } from '../../../statistics/index.ts';
import { normalDensity } from '../normal.ts';

/**
 * ln of the expected improvement on `best` where the value is normal (Jones et al. 1998, eq. 15). Far below the best the density and the
 * distribution cancel: there the asymptotic form of Ament et al. 2023 (arXiv:2310.20708, eq. 9) is used, so that hopeless places
 * can still be told apart.
 */
export function logExpectedImprovement(mean: number, variance: number, best: number): number {
  const spread = Math.sqrt(variance);
  const z = (best - mean) / spread;
  if (z > -5) return Math.log(spread) + Math.log(Math.max(normalDensity(z) + z * normalCdf(z), 1e-300));
  return Math.log(spread) - 0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - 2 * Math.log(-z) + Math.log1p(-3 / (z * z));
}
