/** Writes a function of `columns` for the first `rows` rows: the loop of a function that is used on whole columns. */
export type Kernel = (rows: number, out: Float64Array, ...columns: Float64Array[]) => void;

/** A pure function of numbers. Missing values never reach it; NaN and infinities do. */
export interface NumericFunction {
  readonly name: string;
  readonly apply: (...values: number[]) => number;
  /** A loop written out, where calling `apply` row by row is too slow. Must agree with `apply`. */
  readonly kernel?: Kernel;
}

/** The loop of a function of `arity` arguments. */
export function kernelOf({ apply, kernel }: NumericFunction, arity: number): Kernel {
  if (kernel !== undefined) return kernel;
  switch (arity) {
    case 1:
      return (rows, out, a: Float64Array) => {
        for (let i = 0; i < rows; i++) out[i] = apply(a[i] as number);
      };
    case 2:
      return (rows, out, a: Float64Array, b: Float64Array) => {
        for (let i = 0; i < rows; i++) out[i] = apply(a[i] as number, b[i] as number);
      };
    default:
      return (rows, out, ...columns) => {
        for (let i = 0; i < rows; i++) out[i] = apply(...columns.map((column) => column[i] as number));
      };
  }
}
