/** The parameters that one modifier name stands for, with the defaults of HistFactory. */
export interface ParameterSet {
  readonly name: string;
  readonly size: number;
  /** Sets with one parameter per bin are numbered in the names of their parameters. */
  readonly scalar: boolean;
  readonly constraint: 'none' | 'normal' | 'poisson';
  readonly inits: readonly number[];
  readonly bounds: readonly (readonly [number, number])[];
  readonly fixed: readonly boolean[];
  readonly auxdata: readonly number[];
  /** Widths of normal constraints; factors of Poisson ones. */
  readonly widths: readonly number[];
}

/** A set of one parameter. */
export function single(
  name: string,
  constraint: 'none' | 'normal',
  init: number,
  bound: readonly [number, number],
): ParameterSet {
  const auxdata = constraint === 'none' ? [] : [init];
  return {
    name,
    size: 1,
    scalar: true,
    constraint,
    inits: [init],
    bounds: [bound],
    fixed: [false],
    auxdata,
    widths: [1],
  };
}

/** A set with a parameter for each bin, 1 by default. */
export function perBin(
  name: string,
  constraint: ParameterSet['constraint'],
  size: number,
  bound: readonly [number, number],
  widths: readonly number[],
  fixed: readonly boolean[],
): ParameterSet {
  const ones = Array<number>(size).fill(1);
  const bounds = Array<readonly [number, number]>(size).fill(bound);
  const auxdata = constraint === 'none' ? [] : ones;
  return { name, size, scalar: false, constraint, inits: ones, bounds, fixed, auxdata, widths };
}
