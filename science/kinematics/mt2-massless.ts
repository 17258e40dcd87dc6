/** The search ends when a step can change M^2 by less than this fraction. */
const TOLERANCE = 1e-15;

/**
 * mT2^2 without any mass: the largest over all directions n (|n| = 1) of
 *
 *     M^2(n) = 4 (n.met) (n.p1) (n.p2) / -(n.(p1 + p2))   with n.met > 0, n.p1 < 0, n.p2 < 0,
 *
 * and 0 when there is no such direction: then met can be shared so that both transverse masses are 0.
 */
export function maximiseMassless(
  px1: number,
  py1: number,
  px2: number,
  py2: number,
  metX: number,
  metY: number,
): number {
  const p1 = Math.sqrt(px1 * px1 + py1 * py1);
  const p2 = Math.sqrt(px2 * px2 + py2 * py2);
  const met = Math.sqrt(metX * metX + metY * metY);
  if (p1 === 0 || p2 === 0 || met === 0) return 0;
  // n must be within 90 degrees of -p1, -p2 and met. Half way between the two furthest apart is the middle of the
  // allowed arc.
  const cos12 = (px1 * px2 + py1 * py2) / (p1 * p2);
  const cos1 = -(px1 * metX + py1 * metY) / (p1 * met);
  const cos2 = -(px2 * metX + py2 * metY) / (p2 * met);
  if (cos12 <= cos1 && cos12 <= cos2)
    return climb(-px1 / p1 - px2 / p2, -py1 / p1 - py2 / p2, px1, py1, px2, py2, metX, metY);
  return cos1 <= cos2
    ? climb(metX / met - px1 / p1, metY / met - py1 / p1, px1, py1, px2, py2, metX, metY)
    : climb(metX / met - px2 / p2, metY / met - py2 / p2, px1, py1, px2, py2, metX, metY);
}

/** Newton's method on the angle of n, in which log M^2 is strictly concave, with steps that stay inside the arc. */
function climb(
  startX: number,
  startY: number,
  px1: number,
  py1: number,
  px2: number,
  py2: number,
  metX: number,
  metY: number,
): number {
  // Of unit order, whatever two nearly opposite vectors left of it.
  const size = Math.max(Math.abs(startX), Math.abs(startY));
  let x = startX / size;
  let y = startY / size;
  for (let iteration = 0; ; iteration++) {
    // Projections on n, and their change as n turns by 90 degrees.
    const a = -(x * px1 + y * py1);
    const b = -(x * px2 + y * py2);
    const c = x * metX + y * metY;
    if (!(a > 0 && b > 0 && c > 0)) return 0;
    const ta = (y * px1 - x * py1) / a;
    const tb = (y * px2 - x * py2) / b;
    const tc = (x * metY - y * metX) / c;
    const tab = (a * ta + b * tb) / (a + b);
    const slope = ta + tb + tc - tab;
    let turn = slope / (2 + ta * ta + tb * tb + tc * tc - tab * tab);
    if (slope * turn < TOLERANCE || iteration === 100) return (4 * a * b * c) / ((a + b) * (x * x + y * y));
    // Never more than half way to where a projection vanishes.
    const towards = turn > 0 ? Math.min(ta, tb, tc) : Math.max(ta, tb, tc);
    if (1 + 2 * turn * towards < 0) turn = -0.5 / towards;
    const turnedX = x - turn * y;
    y += turn * x;
    x = turnedX;
  }
}
