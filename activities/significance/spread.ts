/** Standard deviation (ddof 1) and median; null for fewer than two values. */
export function spreadOf(values: readonly number[]): { readonly error: number | null; readonly median: number | null } {
  if (values.length < 2) return { error: null, median: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
  return { error: Math.sqrt(squares / (values.length - 1)), median };
}
