import { climb } from './mt2-climb.ts';
import { newSearch, type Search } from './mt2-bound.ts';
import { maximiseMassless } from './mt2-massless.ts';

const search = newSearch();

/** A mass below this fraction of the momenta changes mT2 by less than rounding does. */
const NEGLIGIBLE = 1e-10;

/**
 * The stransverse mass mT2 (Lester, Summers, hep-ph/9906349; Barr, Lester, Stephens, hep-ph/0304226):
 * the smallest M for which the missing transverse momentum can be shared between two invisible particles such that
 * neither side has a transverse mass above M,
 *
 *     mT2 = min over q1 + q2 = met of max( mT(visible 1, q1), mT(visible 2, q2) ).
 *
 * For a given M each q_i lies in an ellipse (a parabola for a massless visible system), and M is reached when the two
 * touch (Lester, Nachman, arXiv:1411.4312). There M is bisected with a discriminant that tells whether two ellipses
 * are disjoint; it degenerates for massless and collinear visible systems. Here the line that separates the two
 * regions is sought instead, which has no such case: with n the direction normal to that line and h_i(n; M) the
 * furthest that region i reaches along n, the regions are disjoint when h1(n; M) + h2(n; M) < n.met for some n. Each n
 * gives a lower bound M(n), and
 *
 *     mT2 = max over n of M(n).
 *
 * The directions with M(n) above any given value form one arc, so M(n) has a single maximum; it is found by a secant
 * search on its derivative, kept in a bracket by bisection. An error of 1e-8 rad in n is one of 1e-16 in M^2.
 *
 * Arguments: two visible systems (mass, px, py), the missing transverse momentum and the masses of the two invisible
 * particles, all in GeV. Never negative or NaN for finite input. Massless, collinear and back-to-back visible systems
 * are exact.
 */
export function mt2(
  mass1: number,
  px1: number,
  py1: number,
  mass2: number,
  px2: number,
  py2: number,
  metX: number,
  metY: number,
  chi1 = 0,
  chi2 = 0,
): number {
  const scale = Math.abs(px1) + Math.abs(py1) + Math.abs(px2) + Math.abs(py2) + Math.abs(metX) + Math.abs(metY);
  const visible1 = mass1 < NEGLIGIBLE * scale ? 0 : mass1;
  const visible2 = mass2 < NEGLIGIBLE * scale ? 0 : mass2;
  const invisible1 = chi1 < NEGLIGIBLE * scale ? 0 : chi1;
  const invisible2 = chi2 < NEGLIGIBLE * scale ? 0 : chi2;
  const least = Math.max(visible1 + invisible1, visible2 + invisible2);
  if (least === 0) return Math.sqrt(maximiseMassless(px1, py1, px2, py2, metX, metY));
  const s = search;
  s.mass1 = visible1 * visible1;
  s.px1 = px1;
  s.py1 = py1;
  s.chi1 = invisible1 * invisible1;
  s.mass2 = visible2 * visible2;
  s.px2 = px2;
  s.py2 = py2;
  s.chi2 = invisible2 * invisible2;
  s.metX = metX;
  s.metY = metY;
  s.threshold = least * least;
  s.bound = 0;
  const squared = maximise(s, visible1 + invisible1 >= visible2 + invisible2);
  return squared > s.threshold ? Math.sqrt(squared) : least;
}

/**
 * At the threshold the heavier side's region is a single point (q = chi p / m), so either the rest of met suits the
 * other side too, or the gradient of the other side's transverse mass separates that point from its region: a
 * direction to start from.
 */
function maximise(s: Search, firstIsHeavier: boolean): number {
  const [mass, px, py, chi] = firstIsHeavier ? [s.mass1, s.px1, s.py1, s.chi1] : [s.mass2, s.px2, s.py2, s.chi2];
  const [otherMass, otherX, otherY, otherChi] = firstIsHeavier
    ? [s.mass2, s.px2, s.py2, s.chi2]
    : [s.mass1, s.px1, s.py1, s.chi1];
  const length = Math.hypot(px, py);
  const otherLength = Math.hypot(otherX, otherY);
  if (mass === 0) {
    // The heavier side is massless with a massive invisible particle: its region comes from infinity along p.
    if (length === 0) return s.threshold;
    const both = otherMass === 0 && otherLength > 0;
    const x = -px / length - (both ? otherX / otherLength : 0);
    const y = -py / length - (both ? otherY / otherLength : 0);
    return x === 0 && y === 0 ? s.threshold : climb(s, Math.atan2(y, x), -Math.PI, Math.PI);
  }
  const share = Math.sqrt(chi / mass);
  const qx = s.metX - share * px;
  const qy = s.metY - share * py;
  const energy = Math.sqrt(otherMass + otherLength * otherLength);
  const invisible = Math.sqrt(otherChi + qx * qx + qy * qy);
  if (otherMass + otherChi + 2 * (energy * invisible - otherX * qx - otherY * qy) <= s.threshold) return s.threshold;
  const direction = Math.atan2((energy * qy) / invisible - otherY, (energy * qx) / invisible - otherX);
  return climb(s, direction, -Math.PI, Math.PI);
}
