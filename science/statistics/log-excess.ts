/**
 * (x - ln(1 + x)) / x^2 for x > -1, accurate for small x, where the terms nearly cancel; 1/2 at 0.
 * Below |x| = 0.03 by the series 1/2 - x/3 + x^2/4 - ..., cut where a term is below 1e-16.
 */
export function logExcess(x: number): number {
  if (Math.abs(x) > 0.03) return (x - Math.log1p(x)) / (x * x);
  let sum = 0;
  for (let n = 12; n >= 2; n--) sum = 1 / n - x * sum;
  return sum;
}
