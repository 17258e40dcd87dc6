import { describe, expect, test } from 'vitest';
import { normal, randomStream } from '../../../science/learning/random.ts';
import {
  buildModel,
  likelihoodOf,
  ratesOf,
  type InterpolationCodes,
  type Model,
  type ModelData,
} from '../../../science/statistics/index.ts';
import { randomWorkspace } from '../referee/random-workspaces.ts';

const settings: readonly Partial<InterpolationCodes>[] = [
  {},
  { normsys: 'code1', histosys: 'code0' },
  { normsys: 'code4', histosys: 'code2' },
];

/** A point away from bounds and kinks, some parameters beyond one sigma; the signal strength is 0 in every third. */
function pointOf(model: Model, number: number): Float64Array {
  const stream = randomStream(3, 'derivatives', number);
  return Float64Array.from(model.parameters, ({ initial, constraint }, i) => {
    if (i === model.poi) return number % 3 === 0 ? 0 : 0.2 + stream.uniform();
    if (constraint?.kind === 'normal' && initial === 0) return (number % 2 === 0 ? 1.3 : 0.6) * normal(stream);
    return initial * (0.8 + 0.4 * stream.uniform());
  });
}

function prepared(number: number) {
  const model = buildModel(randomWorkspace(number), { interpolation: settings[number % settings.length] ?? {} });
  const likelihood = likelihoodOf(model, ratesOf(model), model.observed as ModelData);
  const theta = pointOf(model, number);
  const sides = Int8Array.from(theta, (x) => (x < 0 ? -1 : 1));
  return { n: theta.length, likelihood, theta, sides };
}

describe('analytic derivatives of -ln L equal numerical ones on 60 random workspaces, all interpolation codes', () => {
  test('gradient', () => {
    let compared = 0;
    for (let number = 0; number < 60; number++) {
      const { n, likelihood, theta, sides } = prepared(number);
      const gradient = new Float64Array(n);
      if (!Number.isFinite(likelihood.value(theta, sides))) continue;
      compared++;
      likelihood.gradient(gradient);
      for (let i = 0; i < n; i++) {
        const step = 1e-5;
        const at = (shift: number): number => likelihood.value(theta.with(i, (theta[i] as number) + shift), sides);
        const numerical = (at(-2 * step) - 8 * at(-step) + 8 * at(step) - at(2 * step)) / (12 * step);
        expect(Math.abs((gradient[i] as number) - numerical)).toBeLessThan(1e-6 * (1 + Math.abs(numerical)));
      }
    }
    expect(compared).toBeGreaterThan(50);
  });

  test('Hessian, symmetric', () => {
    let compared = 0;
    for (let number = 0; number < 60; number++) {
      const { n, likelihood, theta, sides } = prepared(number);
      const hessian = new Float64Array(n * n);
      if (!Number.isFinite(likelihood.value(theta, sides))) continue;
      compared++;
      likelihood.hessian(hessian);
      for (let i = 0; i < n; i++) {
        const step = 1e-5;
        const gradientAt = (shift: number): Float64Array => {
          const gradient = new Float64Array(n);
          likelihood.value(theta.with(i, (theta[i] as number) + shift), sides);
          likelihood.gradient(gradient);
          return gradient;
        };
        const [up, down] = [gradientAt(step), gradientAt(-step)];
        for (let j = 0; j < n; j++) {
          const numerical = ((up[j] as number) - (down[j] as number)) / (2 * step);
          const exact = hessian[i * n + j] as number;
          expect(Math.abs(exact - numerical)).toBeLessThan(1e-4 * (1 + Math.abs(numerical)));
          expect(hessian[j * n + i]).toBe(exact);
        }
      }
    }
    expect(compared).toBeGreaterThan(50);
  });
});
