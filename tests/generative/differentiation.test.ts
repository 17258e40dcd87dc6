import { describe, expect, test } from 'vitest';
import { createGraph } from '../../science/learning/graph/scope.ts';
import { operations } from '../../science/learning/graph/operations/index.ts';
import { openSession } from '../../science/learning/native/session.ts';
import { normal, randomStream } from '../../science/learning/random.ts';
import {
  createTape,
  mathematics,
  type Mathematics,
  type Tracked,
} from '../../science/learning/generative/differentiation/index.ts';

const numbers = (count: number, purpose: string, shift = 0): Float32Array => {
  const stream = randomStream(5, purpose);
  return Float32Array.from({ length: count }, () => normal(stream) + shift);
};

/** The value of a function of two matrices, summed, and its gradients by both; by the tape and by central differences. */
function compare(
  build: (m: Mathematics, a: Tracked, b: Tracked) => Tracked,
  [rowsA, columnsA]: readonly [number, number],
  [rowsB, columnsB]: readonly [number, number],
  shift = 0,
) {
  const graph = createGraph();
  const o = operations(graph);
  const [a, b] = [o.placeholder('float32', [rowsA, columnsA]), o.placeholder('float32', [rowsB, columnsB])];
  const m = mathematics(createTape(o));
  const [x, y] = [m.tape.watch(a, rowsA, columnsA), m.tape.watch(b, rowsB, columnsB)];
  // Weighted, so that no gradient is a plain sum.
  const made = build(m, x, y);
  const weights = o.constant({
    type: 'float32',
    shape: [made.rows, made.columns],
    values: numbers(made.rows * made.columns, 'weights'),
  });
  const sum = m.columnSums(m.rowSums(m.multiply(made, m.tape.constant(weights, made.rows, made.columns))));
  const gradients = m.tape.gradients(sum, [x, y]).map((value) => value ?? o.float(0));
  const session = openSession(graph, 1);
  const at = [numbers(rowsA * columnsA, 'a', shift), numbers(rowsB * columnsB, 'b', shift)] as const;
  const run = (values: readonly Float32Array[], fetches: Parameters<typeof session.run>[1]) =>
    session.run(
      [
        { to: a, shape: [rowsA, columnsA], values: values[0] as Float32Array },
        { to: b, shape: [rowsB, columnsB], values: values[1] as Float32Array },
      ],
      fetches,
    );
  const exact = run(at, gradients).map((gradient) => Array.from(gradient as Float32Array));
  const step = 2 ** -8;
  const numeric = at.map((values, which) =>
    Array.from(values, (_, index) => {
      const [above, below] = [step, -step].map((by) => {
        const moved = at.map((one) => one.slice());
        (moved[which] as Float32Array)[index] = (values[index] as number) + by;
        return (run(moved, [sum.value])[0] as Float32Array)[0] as number;
      }) as [number, number];
      return (above - below) / (2 * step);
    }),
  );
  session.close();
  return { exact, numeric };
}

function expectClose({ exact, numeric }: ReturnType<typeof compare>): void {
  exact.forEach((gradient, which) => {
    const expected = numeric[which] ?? [];
    if (gradient.length !== expected.length) expect(expected.every((value) => Math.abs(value) < 1e-3)).toBe(true);
    else
      gradient.forEach((value, index) => {
        expect(Math.abs(value - (expected[index] ?? NaN))).toBeLessThan(0.02 * (1 + Math.abs(value)));
      });
  });
}

describe('gradients of the tape are those of central differences', () => {
  const functions: Record<string, (m: Mathematics, a: Tracked, b: Tracked) => Tracked> = {
    add: (m, a, b) => m.add(a, b),
    subtract: (m, a, b) => m.subtract(a, b),
    multiply: (m, a, b) => m.multiply(a, b),
    divide: (m, a, b) => m.divide(a, m.shift(m.square(b), 1)),
    'choose, scale, shift': (m, a, b) =>
      m.choose(m.tape.o.less(a.value, m.tape.o.float(0)), m.scale(a, 3), m.multiply(a, b)),
  };
  test.each(Object.keys(functions))('%s', (name) => {
    expectClose(compare(functions[name] as (typeof functions)[string], [3, 4], [3, 4]));
  });

  test.each([
    [
      [3, 4],
      [1, 4],
    ],
    [
      [3, 4],
      [3, 1],
    ],
    [
      [1, 4],
      [3, 4],
    ],
    [
      [3, 1],
      [3, 4],
    ],
    [
      [3, 4],
      [1, 1],
    ],
  ] as const)('a matrix of %j and one of %j that broadcast', (a, b) => {
    expectClose(compare((m, x, y) => m.multiply(m.add(x, y), m.subtract(y, x)), a, b));
  });

  const unary = ['exponential', 'square', 'softplus', 'tanh', 'elu', 'selu', 'softmax'] as const;
  test.each(unary)('%s', (name) => {
    expectClose(compare((m, a, b) => m.multiply(m[name](a), b), [3, 4], [3, 4]));
  });
  test('logarithm and relu away from zero', () => {
    expectClose(
      compare((m, a, b) => m.multiply(m.logarithm(m.shift(m.square(a), 0.5)), m.relu(m.shift(b, 9))), [3, 4], [3, 4]),
    );
  });

  test('matrix product, parts, joins, shapes and sums', () => {
    expectClose(
      compare(
        (m, a, b) => {
          const product = m.matrixProduct(a, b);
          const joined = m.join([m.part(product, 1, 3), m.rowSums(product), m.square(product)]);
          return m.multiply(m.reshape(joined, 7, 3), m.reshape(m.columnSums(m.reshape(joined, 7, 3)), 1, 3));
        },
        [3, 5],
        [5, 4],
      ),
    );
  });
});
