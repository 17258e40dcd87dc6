/** Standard error of an area under a ROC of unweighted events (Hanley and McNeil, Radiology 143, 29 (1982), equations 2 to 4). */
export function areaError(area: number, signal: number, background: number): number {
  const square = area * area;
  const [q1, q2] = [area / (2 - area), (2 * square) / (1 + area)];
  const variance = area * (1 - area) + (signal - 1) * (q1 - square) + (background - 1) * (q2 - square);
  return Math.sqrt(Math.max(0, variance) / (signal * background));
}
