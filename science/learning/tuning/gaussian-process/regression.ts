import { cholesky, inverse, solveLower, solveUpper } from './cholesky.ts';
import { squaredDistance } from './features.ts';

/** ln of: inverse squared length scale of each dimension, variance, variance of the noise. */
export type Hyperparameters = Float64Array;

/** A Gaussian process given data: mean and variance of the function at a point. */
export type Posterior = (point: Float64Array) => { readonly mean: number; readonly variance: number };

interface Data {
  readonly points: readonly Float64Array[];
  readonly choices: readonly boolean[];
  /** Standardised: mean 0, variance 1. */
  readonly values: Float64Array;
}

/**
 * Matern 5/2 with a length scale for each dimension (Rasmussen and Williams 2006, eq. 4.17), fitted by the maximum of the marginal
 * likelihood (eq. 5.8, gradient 5.9) times priors that keep scales sane where there is little data: ln of the inverse squared scales around
 * ln 4 +- 1.5, of the variance around 0 +- 1, of the noise around ln 1e-4 +- 2.
 */
export function fitGaussianProcess(
  points: readonly Float64Array[],
  values: readonly number[],
  choices: readonly boolean[],
): Posterior {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const scale = spread > 0 ? spread : 1;
  const data: Data = { points, choices, values: Float64Array.from(values, (value) => (value - mean) / scale) };
  const fitted = climb(data, priorMeans(choices.length));
  const posterior = condition(data, fitted);
  return (point) => {
    const { mean: height, variance } = posterior(point);
    return { mean: mean + scale * height, variance: scale * scale * variance };
  };
}

const priorMeans = (dimensions: number): Hyperparameters =>
  Float64Array.from({ length: dimensions + 2 }, (_, index) =>
    index < dimensions ? Math.log(4) : index === dimensions ? 0 : Math.log(1e-4),
  );
const priorWidth = (index: number, dimensions: number): number =>
  index < dimensions ? 1.5 : index === dimensions ? 1 : 2;

const root5 = Math.sqrt(5);
const matern = (squared: number): number => {
  const r = root5 * Math.sqrt(squared);
  return (1 + r + (r * r) / 3) * Math.exp(-r);
};
/** d matern / d squared. */
const maternSlope = (squared: number): number => {
  const r = root5 * Math.sqrt(squared);
  return (-5 / 6) * (1 + r) * Math.exp(-r);
};

function scaledDistance(a: Float64Array, b: Float64Array, { choices }: Data, scales: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < choices.length; d++)
    sum += (scales[d] as number) * squaredDistance(a[d] as number, b[d] as number, choices[d] === true);
  return sum;
}

/** Factor of the covariance of the data, with as much jitter as it takes. */
function factorise(data: Data, parameters: Hyperparameters) {
  const n = data.points.length;
  const d = data.choices.length;
  const scales = Float64Array.from(parameters.subarray(0, d), Math.exp);
  const variance = Math.exp(parameters[d] as number);
  const noise = Math.exp(parameters[d + 1] as number);
  const squared = new Float64Array(n * n);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const distance = scaledDistance(data.points[i] as Float64Array, data.points[j] as Float64Array, data, scales);
      squared[i * n + j] = squared[j * n + i] = distance;
      matrix[i * n + j] = matrix[j * n + i] = variance * matern(distance);
    }
  for (let jitter = 1e-10; ; jitter *= 10) {
    const full = Float64Array.from(matrix);
    for (let i = 0; i < n; i++) full[i * n + i] = (full[i * n + i] as number) + noise + jitter;
    const lower = cholesky(full, n);
    if (lower !== undefined) return { lower, scales, variance, noise, squared, n, d };
  }
}

/** Minus the ln of the posterior density of the hyperparameters, and its gradient. */
function negativeLogPosterior(data: Data, parameters: Hyperparameters): { loss: number; gradient: Float64Array } {
  const { lower, scales, variance, noise, squared, n, d } = factorise(data, parameters);
  const alpha = solveUpper(lower, n, solveLower(lower, n, data.values));
  const inverted = inverse(lower, n);
  const gradient = new Float64Array(d + 2);
  let loss = 0;
  for (let i = 0; i < n; i++)
    loss += 0.5 * (data.values[i] as number) * (alpha[i] as number) + Math.log(lower[i * n + i] as number);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      // -1/2 tr((alpha alpha^T - K^-1) dK); off-diagonal elements count twice
      const weight =
        0.5 * ((inverted[i * n + j] as number) - (alpha[i] as number) * (alpha[j] as number)) * (i === j ? 1 : 2);
      const distance = squared[i * n + j] as number;
      gradient[d] = (gradient[d] as number) + weight * variance * matern(distance);
      if (i === j) {
        gradient[d + 1] = (gradient[d + 1] as number) + weight * noise;
        continue;
      }
      const slope = weight * variance * maternSlope(distance);
      const [a, b] = [data.points[i] as Float64Array, data.points[j] as Float64Array];
      for (let k = 0; k < d; k++)
        gradient[k] =
          (gradient[k] as number) +
          slope * (scales[k] as number) * squaredDistance(a[k] as number, b[k] as number, data.choices[k] === true);
    }
  const means = priorMeans(d);
  for (let k = 0; k < d + 2; k++) {
    const pull = ((parameters[k] as number) - (means[k] as number)) / priorWidth(k, d);
    loss += 0.5 * pull * pull;
    gradient[k] = (gradient[k] as number) + pull / priorWidth(k, d);
  }
  return { loss, gradient };
}

/** Downhill by the signs of the gradient alone (Igel and Huesken 2000, iRprop-): no step size to choose, and it needs no line search. */
function climb(data: Data, start: Hyperparameters): Hyperparameters {
  const parameters = Float64Array.from(start);
  const step = new Float64Array(start.length).fill(0.3);
  const before = new Float64Array(start.length);
  let best = { loss: Infinity, parameters: Float64Array.from(start) };
  for (let iteration = 0; iteration < 60; iteration++) {
    const { loss, gradient } = negativeLogPosterior(data, parameters);
    if (loss < best.loss) best = { loss, parameters: Float64Array.from(parameters) };
    let largest = 0;
    for (let k = 0; k < gradient.length; k++) {
      let slope = gradient[k] as number;
      const agreement = slope * (before[k] as number);
      if (agreement > 0) step[k] = Math.min(1, (step[k] as number) * 1.2);
      if (agreement < 0) {
        step[k] = Math.max(1e-4, (step[k] as number) * 0.5);
        slope = 0;
      }
      parameters[k] = (parameters[k] as number) - Math.sign(slope) * (step[k] as number);
      before[k] = slope;
      largest = Math.max(largest, step[k] as number);
    }
    if (largest < 1e-3) break;
  }
  return best.parameters;
}

function condition(data: Data, parameters: Hyperparameters): Posterior {
  const { lower, scales, variance, n } = factorise(data, parameters);
  const alpha = solveUpper(lower, n, solveLower(lower, n, data.values));
  return (point) => {
    const covariances = Float64Array.from(
      data.points,
      (other) => variance * matern(scaledDistance(point, other, data, scales)),
    );
    const explained = solveLower(lower, n, covariances).reduce((sum, part) => sum + part * part, 0);
    return {
      mean: covariances.reduce((sum, covariance, index) => sum + covariance * (alpha[index] as number), 0),
      variance: Math.max(1e-12, variance - explained),
    };
  };
}
