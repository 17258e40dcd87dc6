/** The standard normal density. */
export const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** ln of a sum of exponentials. */
export function logSumExp(logarithms: readonly number[]): number {
  const largest = Math.max(...logarithms);
  if (largest === -Infinity) return -Infinity;
  return largest + Math.log(logarithms.reduce((sum, one) => sum + Math.exp(one - largest), 0));
}
