import { describe, expect, test } from 'vitest';
import { createGraph, type Value } from '../../science/learning/graph/scope.ts';
import { operations } from '../../science/learning/graph/operations/index.ts';
import { openSession } from '../../science/learning/native/session.ts';
import { initialVector, layOut } from '../../science/learning/parameters.ts';
import { normal, randomStream } from '../../science/learning/random.ts';
import { createTape, mathematics } from '../../science/learning/generative/differentiation/index.ts';
import { parametersIn } from '../../science/learning/generative/graph/parameters.ts';
import { createModel, type GenerativeModelSpec } from '../../science/learning/generative/models/specification.ts';

const normals = (count: number, purpose: string, width = 1): Float32Array => {
  const stream = randomStream(3, purpose);
  return Float32Array.from({ length: count }, () => width * normal(stream));
};

const flowSpec = (coupling: 'spline' | 'affine'): GenerativeModelSpec => ({
  kind: 'flow',
  layers: 3,
  hidden: [8],
  activation: 'tanh',
  coupling,
  bins: 5,
  bound: 3,
});

/** A model with random parameters (no zero outputs), its loss for a batch of any size, and generation. */
function open(spec: GenerativeModelSpec, features: number, conditions: number) {
  const model = createModel(spec, { features, conditions });
  const layout = layOut(model.parameters.map((one) => ({ ...one, initial: 'glorot-normal' as const })));
  const graph = createGraph();
  const o = operations(graph);
  const vector = o.placeholder('float32', [layout.length]);
  const events = o.placeholder('float32', [-1, features]);
  const given = o.placeholder('float32', [-1, conditions]);
  const latent = o.placeholder('float32', [-1, model.latent]);
  const m = mathematics(createTape(o));
  const { parameter, all } = parametersIn(m.tape, layout, vector, true);
  const constant = (value: Value, width: number) => m.tape.constant(value, -1, width);
  const loss = model.loss(m, parameter, {
    events: constant(events, features),
    conditions: constant(given, conditions),
    noise: constant(latent, model.latent),
  });
  const gradient = o.concatenate(m.tape.gradients(loss, all).map((one) => o.reshape(one ?? o.float(0), [-1])));
  const made = model.generate(m, parameter, constant(latent, model.latent), constant(given, conditions)).value;
  const session = openSession(graph, 1);
  const run = (fetch: Value, x: Float32Array, c: Float32Array, z: Float32Array, parameters: Float32Array) =>
    session.run(
      [
        { to: vector, shape: [layout.length], values: parameters },
        { to: events, shape: [x.length / features, features], values: x },
        { to: given, shape: [c.length / conditions, conditions], values: c },
        { to: latent, shape: [z.length / model.latent, model.latent], values: z },
      ],
      [fetch],
    )[0] as Float32Array;
  return {
    model,
    parameters: initialVector(layout, 4),
    loss: loss.value,
    gradient,
    made,
    run,
    close: () => {
      session.close();
    },
  };
}

describe.each(['spline', 'affine'] as const)('a flow with %s couplings', (coupling) => {
  const features = 4;
  const given = normals(2, 'conditions');

  test('is a density: ln p by the loss is that of the map by numerical differentiation of its inverse', () => {
    const flow = open(flowSpec(coupling), features, 2);
    for (const seed of ['one', 'two', 'three']) {
      const z = normals(features, seed, 0.8);
      const event = flow.run(flow.made, z, given, z, flow.parameters);
      const loss = flow.run(flow.loss, event, given, z, flow.parameters)[0] as number;
      // dx/dz by central differences; -ln p(x) = |z|^2 / 2 + ln |det dx/dz|
      const step = 2 ** -7;
      const jacobian = Array.from({ length: features }, (_, column) => {
        const [above, below] = [step, -step].map((by) => {
          const moved = z.slice();
          moved[column] = (z[column] as number) + by;
          return flow.run(flow.made, z, given, moved, flow.parameters);
        }) as [Float32Array, Float32Array];
        return Array.from(above, (value, row) => (value - (below[row] as number)) / (2 * step));
      });
      const expected = z.reduce((sum, value) => sum + value ** 2 / 2, 0) + Math.log(Math.abs(determinant(jacobian)));
      expect(loss).toBeCloseTo(expected, 1.5);
    }
    flow.close();
  });

  test('generates at zero parameters what it is given, and its gradient is that of differences', () => {
    const flow = open(flowSpec(coupling), features, 2);
    const zero = flow.parameters.map(() => 0);
    const z = normals(5 * features, 'latent');
    const many = normals(10, 'many conditions');
    Array.from(flow.run(flow.made, z, many, z, zero)).forEach((value, index) => {
      expect(value).toBeCloseTo(z[index] as number, 4);
    });
    const gradient = flow.run(flow.gradient, z, many, z, flow.parameters);
    const step = 2 ** -7;
    for (let index = 0; index < gradient.length; index += 7) {
      const [above, below] = [step, -step].map((by) => {
        const moved = flow.parameters.slice();
        moved[index] = (moved[index] as number) + by;
        return flow.run(flow.loss, z, many, z, moved)[0] as number;
      }) as [number, number];
      expect(Math.abs((gradient[index] as number) - (above - below) / (2 * step))).toBeLessThan(0.03);
    }
    flow.close();
  });
});

test('a spline flow is finite, with its gradient, for events far outside of its bounds', () => {
  const flow = open(flowSpec('spline'), 4, 2);
  const far = Float32Array.of(-40, 3, 50, 0.1, 4, -3, 3.0001, -2.9999);
  const given = normals(4, 'conditions');
  for (const fetch of [flow.loss, flow.gradient, flow.made])
    expect(flow.run(fetch, far, given, far, flow.parameters).every(Number.isFinite)).toBe(true);
  flow.close();
});

test('the loss of an autoencoder is (1 - beta) MSE + beta KL', () => {
  const beta = 0.25;
  const spec = { kind: 'autoencoder', latent: 3, hidden: [6], activation: 'elu', beta } as const;
  const [only, other] = [0, 1].map((weight) => open({ ...spec, beta: weight }, 4, 2));
  const mixed = open(spec, 4, 2);
  const [x, c, z] = [normals(20, 'x'), normals(10, 'c'), normals(15, 'z')];
  const [mse, kl, loss] = [only, other, mixed].map((model) => {
    const value = model?.run(model.loss, x, c, z, mixed.parameters)[0] as number;
    model?.close();
    return value;
  }) as [number, number, number];
  expect(loss).toBeCloseTo((1 - beta) * mse + beta * kl, 5);
  expect(mse).toBeGreaterThan(0);
  expect(kl).toBeGreaterThan(0);
  // With parameters of zero the posterior is the prior and every reconstruction is zero.
  const flat = open({ ...spec, beta: 0.5 }, 4, 2);
  const expected = (0.5 * x.reduce((sum, value) => sum + value ** 2, 0)) / x.length;
  expect(
    flat.run(
      flat.loss,
      x,
      c,
      z,
      mixed.parameters.map(() => 0),
    )[0],
  ).toBeCloseTo(expected, 5);
  flat.close();
});

function determinant(rows: readonly (readonly number[])[]): number {
  const [first, ...others] = rows;
  if (first === undefined) return 1;
  return first.reduce(
    (sum, value, column) =>
      sum +
      (column % 2 === 0 ? 1 : -1) *
        value *
        determinant(others.map((row) => row.filter((_, index) => index !== column))),
    0,
  );
}
