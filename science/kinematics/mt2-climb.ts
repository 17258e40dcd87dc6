import { bound, type Search } from './mt2-bound.ts';

/** The search ends when a step can change M^2 - threshold by less than this fraction. */
const TOLERANCE = 1e-15;

/**
 * The maximum of M^2(n) over angles `start` + (low, high), where the bound at `start` is above the threshold: the zero
 * of the derivative of log(M^2 - threshold), which falls nearly linearly through the arc.
 */
export function climb(s: Search, start: number, low: number, high: number): number {
  bound(s, Math.cos(start), Math.sin(start));
  if (!(s.bound > s.threshold)) return s.threshold;
  let angle = 0;
  let best = s.bound;
  let slope = s.slope / (s.bound - s.threshold);
  let step = slope / 3;
  let width = high - low;
  for (let iteration = 1; iteration < 200; iteration++) {
    if (slope > 0) low = angle;
    else if (slope < 0) high = angle;
    else break;
    let next = angle + step;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (iteration % 4 === 0) {
      if (high - low > width / 2) next = (low + high) / 2;
      width = high - low;
    }
    const moved = next - angle;
    if (Math.abs(slope * moved) < TOLERANCE || next === low || next === high) break;
    bound(s, Math.cos(start + next), Math.sin(start + next));
    if (s.bound > s.threshold) {
      const nextSlope = s.slope / (s.bound - s.threshold);
      step = (moved * nextSlope) / (slope - nextSlope);
      angle = next;
      slope = nextSlope;
      if (s.bound > best) best = s.bound;
    } else {
      // Outside the arc: the maximum lies on this side of `next`.
      if (moved > 0) high = next;
      else low = next;
      step = moved / 4;
    }
  }
  return best;
}
