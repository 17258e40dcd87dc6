import type { ExpectedBand } from '../asymptotics/index.ts';

/**
 * Signal strengths at which toys find the limits: evenly spread in the logarithm around the asymptotic limits.
 * @param limits asymptotic ones
 * @param from, to what the smallest and the largest limit are multiplied by
 * @returns rising, rounded to four digits
 */
export function scanStrengths(
  limits: readonly number[] | ExpectedBand,
  { points, from, to }: { readonly points: number; readonly from: number; readonly to: number },
): number[] {
  const low = from * Math.min(...limits);
  const step = Math.log((to * Math.max(...limits)) / low) / (points - 1);
  return Array.from({ length: points }, (_, i) => Number((low * Math.exp(i * step)).toPrecision(4)));
}
