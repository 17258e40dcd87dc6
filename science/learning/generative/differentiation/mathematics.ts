import type { Value } from '../../graph/scope.ts';
import type { Tape, Tracked } from './tape.ts';

/** Differentiable operations on matrices of a tape. Names and meanings are those of mathematics. */
export type Mathematics = ReturnType<typeof mathematics>;

export function mathematics(tape: Tape) {
  const { o } = tape;

  /** Size along one direction of what two matrices broadcast to. */
  const wider = (a: number, b: number): number => (a === 1 ? b : a);

  /** A gradient summed over the rows or columns that a matrix was repeated for. */
  const summedTo = (gradient: Value, result: { rows: number; columns: number }, input: Tracked): Value => {
    const byRows = input.rows === 1 && result.rows !== 1 ? o.sum(gradient, 0, true) : gradient;
    return input.columns === 1 && result.columns !== 1 ? o.sum(byRows, 1, true) : byRows;
  };

  const binary =
    (
      compute: (a: Value, b: Value) => Value,
      slopes: (g: Value, a: Value, b: Value, y: Value) => readonly [() => Value, () => Value],
    ) =>
    (a: Tracked, b: Tracked): Tracked => {
      const size = { rows: wider(a.rows, b.rows), columns: wider(a.columns, b.columns) };
      const value = compute(a.value, b.value);
      return tape.result({ value, ...size }, [a, b], (gradient) => {
        const [byA, byB] = slopes(gradient, a.value, b.value, value);
        return [
          ...(a.watched ? [[a, summedTo(byA(), size, a)] as const] : []),
          ...(b.watched ? [[b, summedTo(byB(), size, b)] as const] : []),
        ];
      });
    };

  const unary =
    (compute: (x: Value) => Value, slope: (g: Value, x: Value, y: Value) => Value) =>
    (x: Tracked): Tracked => {
      const value = compute(x.value);
      return tape.result({ ...x, value }, [x], (gradient) => [[x, slope(gradient, x.value, value)]]);
    };

  const number = (value: number) => o.float(value);
  const negative = (x: Value) => o.multiply(x, number(-1));

  const add = binary(o.add, (g) => [() => g, () => g]);
  const subtract = binary(o.subtract, (g) => [() => g, () => negative(g)]);
  const multiply = binary(o.multiply, (g, a, b) => [() => o.multiply(g, b), () => o.multiply(g, a)]);
  const divide = binary(o.divide, (g, _a, b, y) => [
    () => o.divide(g, b),
    () => negative(o.divide(o.multiply(g, y), b)),
  ]);

  const reshape = (x: Tracked, rows: number, columns: number): Tracked =>
    tape.result({ value: o.reshape(x.value, [rows, columns]), rows, columns }, [x], (gradient) => [
      [x, o.reshape(gradient, [x.rows, x.columns])],
    ]);

  const part = (x: Tracked, from: number, to: number): Tracked => {
    const value = o.slice(x.value, o.integers(0, from), o.integers(-1, to - from));
    return tape.result({ value, rows: x.rows, columns: to - from }, [x], (gradient) => [
      [x, o.padColumns(gradient, from, x.columns - to)],
    ]);
  };

  return {
    tape,
    add,
    subtract,
    multiply,
    divide,
    /** x times a number. */
    scale: (x: Tracked, by: number): Tracked =>
      unary(
        (v) => o.multiply(v, number(by)),
        (g) => o.multiply(g, number(by)),
      )(x),
    /** x plus a number. */
    shift: (x: Tracked, by: number): Tracked =>
      unary(
        (v) => o.add(v, number(by)),
        (g) => g,
      )(x),
    exponential: unary(o.exponential, (g, _x, y) => o.multiply(g, y)),
    logarithm: unary(o.logarithm, (g, x) => o.divide(g, x)),
    square: unary(o.square, (g, x) => o.multiply(g, o.multiply(x, number(2)))),
    softplus: unary(o.softplus, (g, x) => o.multiply(g, o.sigmoid(x))),
    tanh: unary(o.tanh, (g, _x, y) => o.tanhGradient(g, y)),
    elu: unary(o.elu, (g, _x, y) => o.eluGradient(g, y)),
    relu: unary(o.relu, (g, _x, y) => o.reluGradient(g, y)),
    selu: unary(o.selu, (g, _x, y) => o.seluGradient(g, y)),
    /** Of each row. */
    softmax: unary(o.softmax, (g, _x, y) => o.multiply(y, o.subtract(g, o.sum(o.multiply(g, y), 1, true)))),
    /** a b */
    matrixProduct(a: Tracked, b: Tracked): Tracked {
      const made = { value: o.matrixProduct(a.value, b.value), rows: a.rows, columns: b.columns };
      return tape.result(made, [a, b], (gradient) => [
        ...(a.watched ? [[a, o.matrixProduct(gradient, b.value, { b: true })] as const] : []),
        ...(b.watched ? [[b, o.matrixProduct(a.value, gradient, { a: true })] as const] : []),
      ]);
    },
    /** Sum of each row, `[rows, 1]`. */
    rowSums: (x: Tracked): Tracked =>
      tape.result({ value: o.sum(x.value, 1, true), rows: x.rows, columns: 1 }, [x], (gradient) => [
        [x, o.multiply(gradient, o.onesLike(x.value))],
      ]),
    /** Sum of each column, `[1, columns]`. */
    columnSums: (x: Tracked): Tracked =>
      tape.result({ value: o.sum(x.value, 0, true), rows: 1, columns: x.columns }, [x], (gradient) => [
        [x, o.multiply(gradient, o.onesLike(x.value))],
      ]),
    /** The same numbers, row by row, in another shape; -1 for a number of rows that follows. */
    reshape,
    /** Columns `from` ... `to - 1`. */
    part,
    /** Matrices side by side. */
    join(matrices: readonly Tracked[]): Tracked {
      const columns = matrices.reduce((sum, matrix) => sum + matrix.columns, 0);
      const value = o.concatenate(
        matrices.map((matrix) => matrix.value),
        1,
      );
      return tape.result({ value, rows: matrices[0]?.rows ?? -1, columns }, matrices, (gradient) => {
        let from = 0;
        return matrices.map((matrix) => {
          const begin = o.integers(0, from);
          from += matrix.columns;
          return [matrix, o.slice(gradient, begin, o.integers(-1, matrix.columns))] as const;
        });
      });
    },
    /** `a` where `condition` (of type bool, in their shape) holds, else `b`. */
    choose(condition: Value, a: Tracked, b: Tracked): Tracked {
      return tape.result({ ...a, value: o.choose(condition, a.value, b.value) }, [a, b], (gradient) => {
        const zero = o.multiply(gradient, number(0));
        return [
          ...(a.watched ? [[a, o.choose(condition, gradient, zero)] as const] : []),
          ...(b.watched ? [[b, o.choose(condition, zero, gradient)] as const] : []),
        ];
      });
    },
  };
}
