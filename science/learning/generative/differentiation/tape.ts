import type { Operations } from '../../graph/operations/index.ts';
import type { Value } from '../../graph/scope.ts';

/**
 * A matrix in a graph whose derivative can be asked for. `rows` is -1 where it is known only when the graph runs; matrices of one
 * row or one column broadcast.
 */
export interface Tracked {
  readonly value: Value;
  readonly rows: number;
  readonly columns: number;
  /** False for what does not depend on anything watched. */
  readonly watched: boolean;
}

/** How the gradient by a result becomes gradients by what it was made of, each in the shape of that. */
export type Pullback = (gradient: Value) => readonly (readonly [Tracked, Value])[];

/**
 * Reverse-mode automatic differentiation (Baydin et al., JMLR 18, 153 (2018), section 3.2) of a graph while it is authored: each
 * operation adds its own nodes and remembers how to add those of its derivative.
 */
export interface Tape {
  readonly o: Operations;
  /** What derivatives are asked by. */
  watch(value: Value, rows: number, columns: number): Tracked;
  /** What no derivative is asked by. */
  constant(value: Value, rows: number, columns: number): Tracked;
  /** The result of an operation on tracked matrices. */
  result(made: Omit<Tracked, 'watched'>, of: readonly Tracked[], pullback: Pullback): Tracked;
  /** Adds the nodes of the derivatives of a `[1, 1]` result; null for what it does not depend on. */
  gradients(of: Tracked, by: readonly Tracked[]): readonly (Value | null)[];
}

export function createTape(o: Operations): Tape {
  const steps: { readonly result: Tracked; readonly pullback: Pullback }[] = [];
  return {
    o,
    watch: (value, rows, columns) => ({ value, rows, columns, watched: true }),
    constant: (value, rows, columns) => ({ value, rows, columns, watched: false }),
    result(made, of, pullback) {
      const result = { ...made, watched: of.some(({ watched }) => watched) };
      if (result.watched) steps.push({ result, pullback });
      return result;
    },
    gradients(of, by) {
      const one = o.constant({ type: 'float32', shape: [1, 1], values: Float32Array.of(1) });
      const known = new Map<Tracked, Value>([[of, one]]);
      for (const { result, pullback } of steps.toReversed()) {
        const gradient = known.get(result);
        if (gradient === undefined) continue;
        for (const [input, piece] of pullback(gradient)) {
          if (!input.watched) continue;
          const before = known.get(input);
          known.set(input, before === undefined ? piece : o.add(before, piece));
        }
      }
      return by.map((one) => known.get(one) ?? null);
    },
  };
}
