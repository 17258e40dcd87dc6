import { cholesky, type Cholesky } from './cholesky.ts';

/** A function with a gradient and a Hessian; `value` sets the point of the other two. */
export interface Objective {
  value(theta: Float64Array, sides: Int8Array): number;
  gradient(out: Float64Array): void;
  hessian(out: Float64Array): void;
}

export interface Problem {
  readonly objective: Objective;
  readonly start: Float64Array;
  readonly lower: Float64Array;
  /** Equal to `lower` for what is fixed. */
  readonly upper: Float64Array;
  /** [parameters] 1 where the slope may jump at 0. */
  readonly kinked: Uint8Array;
}

export interface Minimum {
  readonly theta: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** Estimated distance of the value to that of the minimum, g^T H^-1 g / 2 over what is free to move. */
  readonly distance: number;
  readonly converged: boolean;
  /** Why not; empty otherwise. */
  readonly message: string;
}

export const MAX_ITERATIONS = 200;
/** Far below what any test statistic shows. */
const TOLERANCE = 1e-11;

/** Buffers for problems of one size, and the order in which parameters are eliminated. */
export interface Minimiser {
  minimise(problem: Problem): Minimum;
}

/**
 * Newton's method in a box, with exact second derivatives: parameters held by a bound that the slope pushes against are left out
 * (D. Bertsekas, SIAM J. Control Optim. 20 (1982) 221), the Hessian of the others is made positive definite by a ridge where it is
 * not (Levenberg, Marquardt), and the step is halved until the value falls (Armijo).
 * A parameter whose slope jumps at 0 stays on its side of 0 until the slope beyond leads down.
 * @param order all parameters, those that couple with few others first
 */
export function minimiser(order: Int32Array): Minimiser {
  const n = order.length;
  const factorisation = cholesky(n);
  const buffers = {
    ...{ gradient: new Float64Array(n), hessian: new Float64Array(n * n), ridge: new Float64Array(n) },
    ...{ free: new Int32Array(n), step: new Float64Array(n), trial: new Float64Array(n) },
    ...{ low: new Float64Array(n), high: new Float64Array(n) },
  };
  return { minimise: (problem) => newton(problem, order, factorisation, buffers) };
}

type Buffers = Readonly<
  Record<'gradient' | 'hessian' | 'ridge' | 'step' | 'trial' | 'low' | 'high', Float64Array> & { free: Int32Array }
>;

function newton(problem: Problem, order: Int32Array, factorisation: Cholesky, buffers: Buffers): Minimum {
  const { objective, lower, upper, kinked } = problem;
  const { gradient, hessian, ridge, free, step, trial, low, high } = buffers;
  const n = order.length;
  const theta = Float64Array.from(problem.start, (x, i) =>
    Math.min(Math.max(x, lower[i] as number), upper[i] as number),
  );
  const sides = Int8Array.from(theta, (x) => (x < 0 ? -1 : 1));
  let value = objective.value(theta, sides);
  const end = (iterations: number, distance: number, message: string): Minimum => ({
    ...{ theta, value, iterations, distance, converged: message === '', message },
  });
  if (!Number.isFinite(value)) return end(0, Infinity, 'the starting point has no likelihood');
  let damping = 0;
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    objective.gradient(gradient);
    if (crossKinks(problem, theta, sides, gradient)) objective.gradient(gradient);
    objective.hessian(hessian);
    for (let i = 0; i < n; i++) {
      const kink = kinked[i] === 1;
      low[i] = kink && (sides[i] as number) > 0 ? Math.max(lower[i] as number, 0) : (lower[i] as number);
      high[i] = kink && (sides[i] as number) < 0 ? Math.min(upper[i] as number, 0) : (upper[i] as number);
    }
    let count = freeParameters(theta, gradient, low, high, order, free);
    const all = count;
    for (;;) {
      damping = solve(hessian, gradient, n, free, count, factorisation, damping, ridge, step);
      // A step that leaves the box where a parameter touches it is taken without that parameter.
      const kept = dropOutward(theta, step, low, high, free, count);
      if (kept < count) {
        count = kept;
        continue;
      }
      let distance = 0;
      for (let k = 0; k < count; k++) distance -= ((gradient[free[k] as number] as number) * (step[k] as number)) / 2;
      const small = distance < TOLERANCE && count === all;
      const next = descend(objective, theta, value, sides, gradient, free, count, step, low, high, trial);
      if (next < value || (small && next === value)) {
        theta.set(trial);
        value = next;
        if (small) return end(iteration, distance, '');
        damping = damping > 1e-9 ? damping / 10 : 0;
        break;
      }
      objective.value(theta, sides);
      // Rounding hides what little is left to gain.
      if (distance < 1e-7 && count === all) return end(iteration, distance, '');
      damping = Math.max(10 * damping, 1e-3);
      if (damping > 1e10) return end(iteration, distance, 'no step leads further down');
    }
  }
  return end(MAX_ITERATIONS, Infinity, `no convergence in ${MAX_ITERATIONS} iterations`);
}

/** Parameters that may move: not held by a bound that the slope pushes against. */
function freeParameters(
  theta: Float64Array,
  gradient: Float64Array,
  low: Float64Array,
  high: Float64Array,
  order: Int32Array,
  free: Int32Array,
): number {
  let count = 0;
  for (const i of order) {
    const [x, slope, least, most] = [theta[i], gradient[i], low[i], high[i]] as [number, number, number, number];
    if (least < most && !(x <= least && slope >= 0) && !(x >= most && slope <= 0)) free[count++] = i;
  }
  return count;
}

/** Takes out of the free parameters those that are at a bound and that the step moves beyond it; returns how many stay. */
function dropOutward(
  theta: Float64Array,
  step: Float64Array,
  low: Float64Array,
  high: Float64Array,
  free: Int32Array,
  count: number,
): number {
  let kept = 0;
  for (let k = 0; k < count; k++) {
    const i = free[k] as number;
    const [x, change] = [theta[i] as number, step[k] as number];
    if (!(x <= (low[i] as number) && change < 0) && !(x >= (high[i] as number) && change > 0)) free[kept++] = i;
  }
  return kept;
}

/** step = -(H + damping D)^-1 g over the free parameters; returns the damping that made the matrix positive definite. */
function solve(
  hessian: Float64Array,
  gradient: Float64Array,
  n: number,
  free: Int32Array,
  count: number,
  factorisation: Cholesky,
  least: number,
  ridge: Float64Array,
  step: Float64Array,
): number {
  for (let damping = least; ; damping = Math.max(10 * damping, 1e-8)) {
    if (damping > 0)
      for (let i = 0; i < n; i++) ridge[i] = damping * Math.max(Math.abs(hessian[i * n + i] as number), 1e-6);
    if (!factorisation.factor(hessian, n, free, count, damping > 0 ? ridge : null) && damping < 1e12) continue;
    for (let k = 0; k < count; k++) step[k] = -(gradient[free[k] as number] as number);
    factorisation.solve(count === step.length ? step : step.subarray(0, count));
    return damping;
  }
}

/** Halves the step until the value falls; the point reached is in `trial`. Returns the value there, or `value` where none falls. */
function descend(
  objective: Objective,
  theta: Float64Array,
  value: number,
  sides: Int8Array,
  gradient: Float64Array,
  free: Int32Array,
  count: number,
  step: Float64Array,
  low: Float64Array,
  high: Float64Array,
  trial: Float64Array,
): number {
  let best = NaN;
  for (let length = 1; length > 1e-9; length /= 2) {
    trial.set(theta);
    let slope = 0;
    for (let k = 0; k < count; k++) {
      const i = free[k] as number;
      const moved = (theta[i] as number) + length * (step[k] as number);
      const x = Math.min(Math.max(moved, low[i] as number), high[i] as number);
      trial[i] = x;
      slope += (gradient[i] as number) * (x - (theta[i] as number));
    }
    best = objective.value(trial, sides);
    if (slope <= 0 && best <= value + 1e-4 * slope) return best;
  }
  return best <= value ? best : Infinity;
}

/**
 * Parameters at a kink whose way on is barred by the side they are on, but leads down on the other side, change sides.
 * Returns whether the objective's point was set anew.
 */
function crossKinks(
  { objective, kinked, lower, upper }: Problem,
  theta: Float64Array,
  sides: Int8Array,
  gradient: Float64Array,
): boolean {
  const barred: number[] = [];
  kinked.forEach((kink, i) => {
    const movable = (lower[i] as number) < 0 && (upper[i] as number) > 0;
    if (kink === 1 && movable && theta[i] === 0 && (sides[i] as number) * (gradient[i] as number) >= 0) barred.push(i);
  });
  if (barred.length === 0) return false;
  for (const i of barred) sides[i] = -(sides[i] as number);
  objective.value(theta, sides);
  const beyond = new Float64Array(theta.length);
  objective.gradient(beyond);
  for (const i of barred) if ((sides[i] as number) * (beyond[i] as number) >= 0) sides[i] = -(sides[i] as number);
  objective.value(theta, sides);
  return true;
}
