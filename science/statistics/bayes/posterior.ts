import type { SignalGrid } from './marginal.ts';
import type { NormalNodes } from './normal-nodes.ts';

/** How a common luminosity scales the cross section: likelihoods are tabulated at its median. */
export interface LuminosityNodes extends NormalNodes {
  /** L / median of L at each point. */
  readonly factors: Float64Array;
}

export interface CredibleLimit {
  readonly limit: number;
  /** Posterior probability of the last tenth of the grid, about: a grid that is too short shows here. */
  readonly cutOff: number;
  /** Intervals of the grid below the limit. */
  readonly resolved: number;
}

/**
 * Upper end of the credible interval [0, limit] of a cross section with a flat prior. With a common luminosity of L = factor L0
 * the likelihood is g(factor sigma), whose integral up to S is G(factor S) / factor, G the integral of g.
 * @param likelihood g at the points of the grid
 */
export function credibleLimit(
  likelihood: Float64Array,
  grid: SignalGrid,
  luminosity: LuminosityNodes,
  credibility: number,
): CredibleLimit {
  const { intervals, most } = grid;
  const density = new Float64Array(intervals + 1);
  // With x = most t^3, g dx = 3 most t^2 g dt.
  for (let i = 0; i <= intervals; i++)
    density[i] = ((3 * most * (i / intervals) ** 2) / intervals) * (likelihood[i] as number);
  const integral = integrate(density);
  const total = integral[intervals] as number;
  const { weights, factors } = luminosity;
  let norm = 0;
  for (let j = 0; j < factors.length; j++) norm += (weights[j] as number) / (factors[j] as number);
  const target = credibility * norm * total;
  const probability = (sigma: number): number => {
    let sum = 0;
    for (let j = 0; j < factors.length; j++) {
      const factor = factors[j] as number;
      sum += ((weights[j] as number) / factor) * interpolate(integral, density, grid, factor * sigma);
    }
    return sum;
  };
  const limit = rootOf(probability, target, most / (factors[0] as number));
  return {
    limit,
    cutOff: ((density[intervals] as number) * intervals * 0.1) / total,
    resolved: intervals * Math.cbrt(limit / most),
  };
}

/** Running integral over a regular grid by cubics through four points; the integrand is even about 0 and vanishes at the end. */
function integrate(values: Float64Array): Float64Array {
  const last = values.length - 1;
  const integral = new Float64Array(last + 1);
  const at = (i: number): number => values[i > last ? last : Math.abs(i)] as number;
  let sum = 0;
  for (let i = 0; i < last; i++) {
    sum += Math.max(0, (13 * (at(i) + at(i + 1)) - at(i - 1) - at(i + 2)) / 24);
    integral[i + 1] = sum;
  }
  return integral;
}

/** The integral up to x: cubic Hermite interpolation, whose slopes are the integrand. */
function interpolate(integral: Float64Array, density: Float64Array, grid: SignalGrid, x: number): number {
  if (x >= grid.most) return integral[grid.intervals] as number;
  const t = grid.intervals * Math.cbrt(x / grid.most);
  const i = Math.min(Math.floor(t), grid.intervals - 1);
  const u = t - i;
  const [g0, g1] = [integral[i] as number, integral[i + 1] as number];
  const [d0, d1] = [density[i] as number, density[i + 1] as number];
  const rise = g1 - g0;
  return g0 + u * (d0 + u * (3 * rise - 2 * d0 - d1 + u * (d0 + d1 - 2 * rise)));
}

/** Root of a rising function by false position with the Illinois rule, to 1e-9 relative. */
function rootOf(rising: (x: number) => number, target: number, most: number): number {
  let [low, high] = [0, most];
  let [below, above] = [-target, rising(most) - target];
  let side = 0;
  for (let step = 0; step < 200 && high - low > 1e-9 * high; step++) {
    const x = step % 3 === 2 ? (low + high) / 2 : (low * above - high * below) / (above - below);
    const value = rising(x) - target;
    if (value === 0) return x;
    if (value < 0) {
      [low, below] = [x, value];
      if (side === -1) above /= 2;
      side = -1;
    } else {
      [high, above] = [x, value];
      if (side === 1) below /= 2;
      side = 1;
    }
  }
  return (low + high) / 2;
}
