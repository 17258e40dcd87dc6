/** Writes `rows` results; the loop of a function that is used on whole columns. */
export type Kernel = (out: Float64Array, rows: number, columns: readonly Float64Array[]) => void;

/** A pure function of numbers. Missing values never reach it; NaN and infinities do. */
export interface NumericFunction {
  readonly name: string;
  readonly apply: (...values: number[]) => number;
  /** A loop written out, where calling `apply` row by row is too slow. Must agree with `apply`. */
  readonly kernel?: Kernel;
}

/** The loop over `apply`. */
export function kernelOf({ apply, kernel }: NumericFunction): Kernel {
  return kernel ?? elementwise(apply);
}

function elementwise(apply: (...values: number[]) => number): Kernel {
  return (out, rows, columns) => {
    const [a, b, c, d] = columns as [Float64Array, Float64Array, Float64Array, Float64Array];
    switch (columns.length) {
      case 1:
        for (let i = 0; i < rows; i++) out[i] = apply(a[i] as number);
        return;
      case 2:
        for (let i = 0; i < rows; i++) out[i] = apply(a[i] as number, b[i] as number);
        return;
      case 3:
        for (let i = 0; i < rows; i++) out[i] = apply(a[i] as number, b[i] as number, c[i] as number);
        return;
      case 4:
        for (let i = 0; i < rows; i++) out[i] = apply(a[i] as number, b[i] as number, c[i] as number, d[i] as number);
        return;
      default:
        for (let i = 0; i < rows; i++) out[i] = apply(...columns.map((column) => column[i] as number));
    }
  };
}
