/**
 * Root of a function between two points where its signs differ: interpolation through the last three points (inverse quadratic
 * or secant) with bisection where that does not shrink the bracket (R. P. Brent, Algorithms for Minimization without Derivatives,
 * 1973, chapter 4).
 * @param tolerance absolute and relative width of the last bracket; `value`: how near to 0 the function is taken as 0
 */
export function rootBetween(
  f: (x: number) => number,
  [low, atLow]: readonly [number, number],
  [high, atHigh]: readonly [number, number],
  tolerance: { readonly absolute: number; readonly relative: number; readonly value?: number },
): number {
  let [a, fa, b, fb] = [low, atLow, high, atHigh];
  const zero = tolerance.value ?? 0;
  if (fa === 0) return a;
  let [c, fc] = [a, fa];
  let [last, before] = [b - a, b - a];
  for (let step = 0; step < 200 && Math.abs(fb) > zero; step++) {
    if (fb > 0 === fc > 0) {
      [c, fc] = [a, fa];
      last = before = b - a;
    }
    if (Math.abs(fc) < Math.abs(fb)) [a, fa, b, fb, c, fc] = [b, fb, c, fc, b, fb];
    const width = 2 * Number.EPSILON * Math.abs(b) + (tolerance.absolute + tolerance.relative * Math.abs(b)) / 2;
    const half = (c - b) / 2;
    if (Math.abs(half) <= width) break;
    const next = Math.abs(before) >= width && Math.abs(fa) > Math.abs(fb) ? interpolate(a, fa, b, fb, c, fc) : NaN;
    const useful = Math.abs(next) < Math.min(Math.abs(1.5 * half), Math.abs(before / 2)) && next * half > 0;
    [before, last] = useful ? [last, next] : [half, half];
    [a, fa] = [b, fb];
    b += Math.abs(last) > width ? last : Math.sign(half) * width;
    fb = f(b);
  }
  return b;
}

/** Change of b to the root of the curve through the points. */
function interpolate(a: number, fa: number, b: number, fb: number, c: number, fc: number): number {
  const s = fb / fa;
  if (a === c) return ((c - b) * s) / (s - 1);
  const [q, r] = [fa / fc, fb / fc];
  const p = s * ((c - b) * q * (q - r) - (b - a) * (r - 1));
  return -p / ((q - 1) * (r - 1) * (s - 1));
}
