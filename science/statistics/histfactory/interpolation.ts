/**
 * The factor of a normsys at a value of its parameter, with two derivatives.
 * Written into `out` at `at`: [value, first derivative, second derivative].
 */
export type FactorFunction = (alpha: number, side: number, out: Float64Array, at: number) => void;

/**
 * Exponential interpolation, code 1: (hi)^alpha for alpha > 0, (lo)^(-alpha) below (CERN-OPEN-2012-016, eq. 7).
 * Its slope jumps at 0; there `side` (+1 or -1) says which slope is meant.
 */
export function exponential(hi: number, lo: number): FactorFunction {
  const [up, down] = [Math.log(hi), -Math.log(lo)];
  return (alpha, side, out, at) => {
    const slope = alpha > 0 || (alpha === 0 && side > 0) ? up : down;
    const value = Math.exp(slope * alpha);
    out[at] = value;
    out[at + 1] = slope * value;
    out[at + 2] = slope * slope * value;
  };
}

/**
 * Polynomial interpolation and exponential extrapolation, code 4 with alpha_0 = 1: outside one sigma as code 1, inside the
 * polynomial 1 + sum of a_i alpha^i, i = 1 ... 6, that joins it with equal value, slope and curvature (CERN-OPEN-2012-016, eq. 9).
 */
export function polynomial(hi: number, lo: number): FactorFunction {
  const [up, down] = [Math.log(hi), Math.log(lo)];
  // Even and odd parts at 1 of value - 1, slope and curvature: each fixes three coefficients.
  const [odd0, even0] = [(hi - lo) / 2, (hi + lo) / 2 - 1];
  const [even1, odd1] = [(hi * up - lo * down) / 2, (hi * up + lo * down) / 2];
  const [odd2, even2] = [(hi * up * up - lo * down * down) / 2, (hi * up * up + lo * down * down) / 2];
  const a1 = (15 * odd0 - 7 * even1 + odd2) / 8;
  const a3 = (-10 * odd0 + 10 * even1 - 2 * odd2) / 8;
  const a5 = (3 * odd0 - 3 * even1 + odd2) / 8;
  const a2 = (24 * even0 - 9 * odd1 + even2) / 8;
  const a4 = (-24 * even0 + 14 * odd1 - 2 * even2) / 8;
  const a6 = (8 * even0 - 5 * odd1 + even2) / 8;
  return (alpha, _side, out, at) => {
    if (alpha >= 1 || alpha <= -1) {
      const slope = alpha > 0 ? up : -down;
      const value = Math.exp(slope * alpha);
      out[at] = value;
      out[at + 1] = slope * value;
      out[at + 2] = slope * slope * value;
      return;
    }
    const x = alpha;
    out[at] = 1 + x * (a1 + x * (a2 + x * (a3 + x * (a4 + x * (a5 + x * a6)))));
    out[at + 1] = a1 + x * (2 * a2 + x * (3 * a3 + x * (4 * a4 + x * (5 * a5 + x * 6 * a6))));
    out[at + 2] = 2 * a2 + x * (6 * a3 + x * (12 * a4 + x * (20 * a5 + x * 30 * a6)));
  };
}

/**
 * The shift of a histosys is alpha S + g(alpha) A with S = (hi - lo) / 2 and A = (hi + lo - 2 nominal) / 16 in each bin; the codes
 * differ in the even function g. Written into `out` at `at`: [g, g', g''].
 * - code 0, linear: g = 8 |alpha| (CERN-OPEN-2012-016, eq. 6); its slope jumps at 0, where `side` says which is meant;
 * - code 2, quadratic: g = 8 alpha^2 inside one sigma, going on linearly as 8 (2 |alpha| - 1) outside, with no step at one sigma
 *   (eq. 8 as RooStats carries it out; the equation as printed has a step there);
 * - code 4p: g = alpha^2 (15 - 10 alpha^2 + 3 alpha^4) inside, 8 |alpha| outside, smooth to the second derivative.
 */
export const evenParts: Readonly<Record<'code0' | 'code2' | 'code4p', FactorFunction>> = {
  code0(alpha, side, out, at) {
    out[at] = 8 * Math.abs(alpha);
    out[at + 1] = alpha > 0 || (alpha === 0 && side > 0) ? 8 : -8;
    out[at + 2] = 0;
  },
  code2(alpha, _side, out, at) {
    const inside = alpha >= -1 && alpha <= 1;
    out[at] = inside ? 8 * alpha * alpha : 8 * (2 * Math.abs(alpha) - 1);
    out[at + 1] = inside ? 16 * alpha : 16 * Math.sign(alpha);
    out[at + 2] = inside ? 16 : 0;
  },
  code4p(alpha, _side, out, at) {
    if (alpha > 1 || alpha < -1) {
      out[at] = 8 * Math.abs(alpha);
      out[at + 1] = 8 * Math.sign(alpha);
      out[at + 2] = 0;
      return;
    }
    const square = alpha * alpha;
    out[at] = square * (15 + square * (3 * square - 10));
    out[at + 1] = alpha * (30 + square * (18 * square - 40));
    out[at + 2] = 30 + square * (90 * square - 120);
  },
};

/** Whether the slope of a code jumps at 0. */
export const hasKink = (code: string): boolean => code === 'code0' || code === 'code1';
