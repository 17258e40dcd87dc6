/** Exchanged between the search and the bound: no allocation in the loop over events. */
export interface Search {
  /** Visible masses squared, transverse momenta, squared masses of the invisible particles. */
  mass1: number;
  px1: number;
  py1: number;
  chi1: number;
  mass2: number;
  px2: number;
  py2: number;
  chi2: number;
  metX: number;
  metY: number;
  /** The least M^2 there can be: the larger of (visible + invisible mass)^2. */
  threshold: number;
  /** Results of the last bound: M^2(n) and its derivative with respect to the angle of n. */
  bound: number;
  slope: number;
}

export const newSearch = (): Search => ({
  ...{ mass1: 0, px1: 0, py1: 0, chi1: 0, mass2: 0, px2: 0, py2: 0, chi2: 0, metX: 0, metY: 0 },
  ...{ threshold: 0, bound: 0, slope: 0 },
});

/** M^2(n) and its derivative for the unit vector n = (x, y). */
export function bound(s: Search, x: number, y: number): void {
  if (s.chi1 === 0 && s.chi2 === 0) boundMasslessInvisible(s, x, y);
  else boundMassiveInvisible(s, x, y);
}

/**
 * Without invisible masses h = K / (e - c) with K = (M^2 - m^2) / 2, c = n.p, e = sqrt(m^2 + c^2), so that
 * M^2(n) = (2 n.met + m1^2 r1 + m2^2 r2) / (r1 + r2), r = 1 / (e - c).
 */
function boundMasslessInvisible(s: Search, x: number, y: number): void {
  const c1 = x * s.px1 + y * s.py1;
  const c2 = x * s.px2 + y * s.py2;
  const e1 = Math.sqrt(s.mass1 + c1 * c1);
  const e2 = Math.sqrt(s.mass2 + c2 * c2);
  const r1 = c1 < 0 ? 1 / (e1 - c1) : (e1 + c1) / s.mass1;
  const r2 = c2 < 0 ? 1 / (e2 - c2) : (e2 + c2) / s.mass2;
  const turn1 = (r1 * (x * s.py1 - y * s.px1)) / e1;
  const turn2 = (r2 * (x * s.py2 - y * s.px2)) / e2;
  const sum = r1 + r2;
  const squared = (2 * (x * s.metX + y * s.metY) + s.mass1 * r1 + s.mass2 * r2) / sum;
  s.bound = squared;
  s.slope = (2 * (x * s.metY - y * s.metX) + s.mass1 * turn1 + s.mass2 * turn2 - squared * (turn1 + turn2)) / sum;
}

/** How far one region reaches along n, and the derivatives: h, dh/dK, dh/dc. */
const reach = { value: 0, byK: 0, byC: 0 };

/** h = (K c + D e) / m^2, D^2 = K^2 - m^2 chi^2, or for c < 0 the same without cancellation. */
function reachOf(k: number, c: number, mass: number, chi: number): void {
  const e = Math.sqrt(mass + c * c);
  const d = Math.sqrt(Math.max(k * k - mass * chi, 0));
  if (c < 0) {
    const gain = k * k + chi * c * c;
    reach.value = chi === 0 ? k / (e - c) : (k * k - chi * e * e) / (d * e - k * c);
    reach.byK = gain / (d * (k * e - d * c));
    reach.byC = gain / (e * (k * e - d * c));
  } else {
    reach.value = (k * c + d * e) / mass;
    reach.byK = (c + (k * e) / d) / mass;
    reach.byC = (k + (d * c) / e) / mass;
  }
}

/**
 * With invisible masses h1 + h2 = n.met is solved for M^2 by Newton's method: the left side rises with M^2 and is
 * concave, so that from the second step on the solution is approached from below.
 */
function boundMassiveInvisible(s: Search, x: number, y: number): void {
  const c1 = x * s.px1 + y * s.py1;
  const c2 = x * s.px2 + y * s.py2;
  const target = x * s.metX + y * s.metY;
  const guess = s.bound > s.threshold ? s.bound : s.threshold + target * target;
  s.bound = s.threshold;
  reachOf((s.threshold - s.mass1 - s.chi1) / 2, c1, s.mass1, s.chi1);
  const atThreshold = reach.value;
  reachOf((s.threshold - s.mass2 - s.chi2) / 2, c2, s.mass2, s.chi2);
  // Where the regions meet along n already at the threshold, n bounds nothing.
  if (!(atThreshold + reach.value < target)) return;
  let low = s.threshold;
  let high = Infinity;
  let squared = guess;
  for (let iteration = 0; iteration < 200; iteration++) {
    reachOf((squared - s.mass1 - s.chi1) / 2, c1, s.mass1, s.chi1);
    const { value, byK, byC } = reach;
    reachOf((squared - s.mass2 - s.chi2) / 2, c2, s.mass2, s.chi2);
    const excess = value + reach.value - target;
    const rise = (byK + reach.byK) / 2;
    s.slope = (x * s.metY - y * s.metX - byC * (x * s.py1 - y * s.px1) - reach.byC * (x * s.py2 - y * s.px2)) / rise;
    s.bound = squared;
    if (excess < 0) low = squared;
    else high = squared;
    let next = squared - excess / rise;
    if (Math.abs(next - squared) <= 1e-14 * squared) break;
    if (!(next > low && next < high)) next = high === Infinity ? 2 * squared : (low + high) / 2;
    squared = next;
  }
}
