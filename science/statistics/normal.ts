/** Rational approximations of erfc in three ranges: W. J. Cody, Math. Comp. 23 (1969) 631, as in CALERF (1990). */
const A = [3.1611237438705656, 113.864154151050156, 377.485237685302021, 3209.37758913846947, 0.185777706184603153];
const B = [23.6012909523441209, 244.024637934444173, 1282.61652607737228, 2844.23683343917062];
const C = [
  0.564188496988670089, 8.88314979438837594, 66.1191906371416295, 298.635138197400131, 881.95222124176909,
  1712.04761263407058, 2051.07837782607147, 1230.33935479799725, 2.15311535474403846e-8,
];
const D = [
  15.7449261107098347, 117.693950891312499, 537.181101862009858, 1621.38957456669019, 3290.79923573345963,
  4362.61909014324716, 3439.36767414372164, 1230.33935480374942,
];
const P = [
  0.305326634961232344, 0.360344899949804439, 0.125781726111229246, 0.0160837851487422766, 6.58749161529837803e-4,
  0.0163153871373020978,
];
const Q = [
  2.56852019228982242, 1.87295284992346047, 0.527905102951428412, 0.0605183413124413191, 2.33520497626869185e-3,
];

/** Complementary error function, to a relative 1e-15 or so also far in its tail. */
export function erfc(x: number): number {
  const y = Math.abs(x);
  if (Number.isNaN(x)) return NaN;
  if (y <= 0.46875) {
    const z = y * y;
    let [top, bottom] = [(A[4] as number) * z, z];
    for (let i = 0; i < 3; i++) {
      top = (top + (A[i] as number)) * z;
      bottom = (bottom + (B[i] as number)) * z;
    }
    return 1 - (x * (top + (A[3] as number))) / (bottom + (B[3] as number));
  }
  const upper = y <= 4 ? middle(y) : tail(y);
  return x < 0 ? 2 - upper : upper;
}

function middle(y: number): number {
  let [top, bottom] = [(C[8] as number) * y, y];
  for (let i = 0; i < 7; i++) {
    top = (top + (C[i] as number)) * y;
    bottom = (bottom + (D[i] as number)) * y;
  }
  return scaled(y, (top + (C[7] as number)) / (bottom + (D[7] as number)));
}

function tail(y: number): number {
  if (y > 27) return 0;
  const z = 1 / (y * y);
  let [top, bottom] = [(P[5] as number) * z, z];
  for (let i = 0; i < 4; i++) {
    top = (top + (P[i] as number)) * z;
    bottom = (bottom + (Q[i] as number)) * z;
  }
  const ratio = (z * (top + (P[4] as number))) / (bottom + (Q[4] as number));
  return scaled(y, (1 / Math.sqrt(Math.PI) - ratio) / y);
}

/** exp(-y^2) times a value, with y^2 split so that its rounding does not grow in the exponential. */
function scaled(y: number, value: number): number {
  const head = Math.trunc(y * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(y - head) * (y + head)) * value;
}

/** Probability of a standard normal number above `z`. */
export const normalTail = (z: number): number => 0.5 * erfc(z / Math.SQRT2);

/** ln of `normalTail`, also where that underflows (Abramowitz & Stegun 26.2.12). */
export function logNormalTail(z: number): number {
  if (z < -1) return Math.log1p(-normalTail(-z));
  if (z < 35) return Math.log(normalTail(z));
  const inverse = 1 / (z * z);
  return (
    (-z * z) / 2 - Math.log(z * Math.sqrt(2 * Math.PI)) + Math.log1p(-inverse * (1 - inverse * (3 - 15 * inverse)))
  );
}

/** Probability of a standard normal number below `z`. */
export const normalCdf = (z: number): number => normalTail(-z);

/**
 * The z with `normalTail(z) = p`: from p-value to significance. Newton's method on ln p from a crude start (Abramowitz & Stegun 26.2.23).
 * @param p between 0 and 1
 */
export function significanceOf(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? Infinity : p === 1 ? -Infinity : NaN;
  if (p > 0.5) return -significanceOf(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let i = 0; i < 4; i++) {
    const tailOfZ = normalTail(z);
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    z += (Math.log(tailOfZ / p) * tailOfZ) / density;
  }
  return z;
}
