import { describe, expect, test } from 'vitest';
import { operations } from '../../science/learning/graph/operations/index.ts';
import { createOptimiser } from '../../science/learning/graph/optimisers/index.ts';
import { createGraph, type Value } from '../../science/learning/graph/scope.ts';
import { optimiserSchema, type OptimiserSpec } from '../../science/learning/index.ts';
import { openSession } from '../../science/learning/native/session.ts';
import { layOut } from '../../science/learning/parameters.ts';

const start = [1, -2, 0.5];
const gradientAt = (step: number, index: number) => Math.sin(1.3 * step + index) * (index + 0.1);

describe('optimisers', () => {
  test('adam is algorithm 1 of Kingma and Ba with the corrections in the learning rate (section 2)', () => {
    expect(run({ name: 'adam', learning_rate: 0.1, beta_1: 0.8, beta_2: 0.95, epsilon: 1e-3 }, 6)).toBeNear(
      start.map((value, index) => {
        let [x, m, v] = [value, 0, 0];
        for (let t = 1; t <= 6; t++) {
          const g = gradientAt(t, index);
          m = 0.8 * m + 0.2 * g;
          v = 0.95 * v + 0.05 * g * g;
          x -= (0.1 * Math.sqrt(1 - 0.95 ** t) * m) / (1 - 0.8 ** t) / (Math.sqrt(v) + 1e-3);
        }
        return x;
      }),
    );
  });

  test('adamw is algorithm 2 of Loshchilov and Hutter: weights shrink by learning rate x decay, biases do not', () => {
    const spec = {
      name: 'adamw',
      learning_rate: 0.1,
      beta_1: 0.8,
      beta_2: 0.95,
      epsilon: 1e-3,
      weight_decay: 0.3,
    } as const;
    expect(run(spec, 6)).toBeNear(
      start.map((value, index) => {
        let [x, m, v] = [value, 0, 0];
        for (let t = 1; t <= 6; t++) {
          const g = gradientAt(t, index);
          m = 0.8 * m + 0.2 * g;
          v = 0.95 * v + 0.05 * g * g;
          const adam = (Math.sqrt(1 - 0.95 ** t) * m) / (1 - 0.8 ** t) / (Math.sqrt(v) + 1e-3);
          x -= 0.1 * (adam + (index < 2 ? 0.3 * x : 0));
        }
        return x;
      }),
    );
  });

  test("nadam is Dozat's algorithm with the momentum schedule 0.96^(t / 250), also when steps come in several calls", () => {
    expect(run({ name: 'nadam', learning_rate: 0.1, beta_1: 0.8, beta_2: 0.95, epsilon: 1e-3 }, 6)).toBeNear(
      start.map((value, index) => {
        let [x, m, v, product] = [value, 0, 0, 1];
        for (let t = 1; t <= 6; t++) {
          const g = gradientAt(t, index);
          const mu = 0.8 * (1 - 0.5 * 0.96 ** (t / 250));
          const next = 0.8 * (1 - 0.5 * 0.96 ** ((t + 1) / 250));
          product *= mu;
          m = 0.8 * m + 0.2 * g;
          v = 0.95 * v + 0.05 * g * g;
          const mean = (next * m) / (1 - product * next) + ((1 - mu) * g) / (1 - product);
          x -= (0.1 * mean) / (Math.sqrt(v / (1 - 0.95 ** t)) + 1e-3);
        }
        return x;
      }),
    );
  });

  test.each([
    { momentum: 0, nesterov: false },
    { momentum: 0.9, nesterov: false },
    { momentum: 0.9, nesterov: true },
  ])('gradient descent with %o', ({ momentum, nesterov }) => {
    expect(run({ name: 'sgd', learning_rate: 0.1, momentum, nesterov }, 6)).toBeNear(
      start.map((value, index) => {
        let [x, velocity] = [value, 0];
        for (let t = 1; t <= 6; t++) {
          const step = -0.1 * gradientAt(t, index);
          velocity = momentum * velocity + step;
          x += nesterov ? momentum * velocity + step : velocity;
        }
        return x;
      }),
    );
  });

  test('have coefficients that do not depend on how steps are cut into calls', () => {
    for (const name of ['adam', 'adamw', 'nadam', 'sgd'] as const) {
      const spec = optimiserSchema.parse({ name });
      const [whole, parts] = [createOptimiser(spec), createOptimiser(spec)];
      const expected = [...whole.coefficients(1, 9, 0.01)];
      expect([...parts.coefficients(1, 4, 0.01), ...parts.coefficients(5, 5, 0.01)]).toEqual(expected);
      // Resumed: the first steps are never asked for
      const resumed = createOptimiser(spec).coefficients(5, 5, 0.01);
      expect([...resumed]).toEqual(expected.slice(-resumed.length));
    }
  });
});

expect.extend({
  toBeNear(actual: readonly number[], expected: readonly number[]) {
    const pass = expected.every((value, index) => Math.abs(value - (actual[index] as number)) < 2e-6);
    return { pass, message: () => `${actual.join()} is not near ${expected.join()}` };
  },
});
declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signature of vitest's interface
  interface Matchers<T = any> {
    toBeNear(expected: readonly number[]): T;
  }
}

/** The parameters after some steps, the coefficients coming in two calls. */
function run(given: OptimiserSpec, steps: number): readonly number[] {
  const optimiser = createOptimiser(given);
  const graph = createGraph();
  const o = operations(graph);
  const names = ['parameters', ...Array.from({ length: optimiser.slots }, (_, slot) => `slot_${slot}`)];
  const variables = names.map((name) => o.variable('float32', [start.length], name));
  const gradient = o.placeholder('float32', [start.length]);
  const coefficients = o.placeholder('float32', [optimiser.coefficientCount]);
  const value = o.placeholder('float32', [start.length]);
  const call = (
    name: string,
    inputs: readonly Value[],
    body: (inner: ReturnType<typeof operations>, values: readonly Value[]) => void,
  ) => {
    o.define(
      name,
      inputs.map(({ type }) => type),
      (scope, values) => {
        const inner = operations(scope);
        body(inner, values);
        return [inner.integer(1)];
      },
    );
    return o.call(name, inputs, ['int32'], true)[0] as Value;
  };
  const assigns = variables.map((variable, index) =>
    call(`assign_${index}`, [variable, value], (inner, [to, from]) => {
      inner.assign(to as Value, inner.copy(from as Value));
    }),
  );
  const update = call('update', [...variables, gradient, coefficients], (inner, values) => {
    const [parameters, ...rest] = values;
    const [slots, [slope, rates]] = [rest.slice(0, optimiser.slots), rest.slice(optimiser.slots)];
    const scalars = inner.unpack(rates as Value, optimiser.coefficientCount);
    // The first two parameters are a weight, the third a bias
    const layout = layOut([
      { name: 'kernel', shape: [1, 2], initial: 0 },
      { name: 'bias', shape: [1], initial: 0 },
    ]);
    optimiser.update(inner, { parameters: parameters as Value, slots }, slope as Value, scalars, layout);
  });
  const parameters = o.read(variables[0] as Value);
  const session = openSession(graph, 1);
  assigns.forEach((done, index) => {
    const values = Float32Array.from(start, (x) => (index === 0 ? x : 0));
    session.run([{ to: value, shape: [start.length], values }], [done]);
  });
  const rows = [
    ...optimiser.coefficients(1, 2, given.learning_rate),
    ...optimiser.coefficients(3, steps - 2, given.learning_rate),
  ];
  for (let step = 1; step <= steps; step++) {
    const slopes = Float32Array.from(start, (_, index) => gradientAt(step, index));
    const scalars = Float32Array.from(
      rows.slice((step - 1) * optimiser.coefficientCount, step * optimiser.coefficientCount),
    );
    session.run(
      [
        { to: gradient, shape: [start.length], values: slopes },
        { to: coefficients, shape: [scalars.length], values: scalars },
      ],
      [update],
    );
  }
  const [result] = session.run([], [parameters]);
  session.close();
  return [...(result as Float32Array)];
}
