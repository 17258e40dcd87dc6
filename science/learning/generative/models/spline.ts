import type { Value } from '../../graph/scope.ts';
import type { Mathematics, Tracked } from '../differentiation/index.ts';

/**
 * Monotone rational-quadratic splines (Gregory and Delbourgo, IMA J. Numer. Anal. 2, 123 (1982)) as Durkan et al. parametrise them
 * (Neural Spline Flows, arXiv:1906.04032, section 3.1): `bins` bins on [-bound, bound], the identity outside.
 */
export interface SplineShape {
  readonly bins: number;
  readonly bound: number;
}

/** Numbers that a spline takes: bin widths, bin heights and the slopes at the inner knots. */
export const splineParameters = ({ bins }: SplineShape): number => 3 * bins - 1;

const leastWidth = 1e-3;
const leastSlope = 1e-3;
/** softplus of this, with the least slope added, is 1: parameters of zero give the identity. */
const unitSlope = Math.log(Math.expm1(1 - leastSlope));

/** One bin for each row, in which the row's value lies: where it begins, how wide and high it is, and the slopes at its ends. */
interface Bin {
  readonly left: Tracked;
  readonly width: Tracked;
  readonly bottom: Tracked;
  readonly height: Tracked;
  readonly leftSlope: Tracked;
  readonly rightSlope: Tracked;
  /** bool `[rows, 1]`: inside of the bounds. */
  readonly inside: Value;
}

/** @param along which knots the values are compared with: x for the spline, y for its inverse */
function binOf(
  m: Mathematics,
  values: Tracked,
  parameters: Tracked,
  { bins, bound }: SplineShape,
  along: 'x' | 'y',
): Bin {
  const { o } = m.tape;
  const matrix = (rows: number, columns: number, of: (row: number, column: number) => number): Tracked => {
    const numbers = Float32Array.from({ length: rows * columns }, (_, index) =>
      of(Math.floor(index / columns), index % columns),
    );
    return m.tape.constant(o.constant({ type: 'float32', shape: [rows, columns], values: numbers }), rows, columns);
  };
  const before = matrix(bins, bins, (row, column) => (row < column ? 1 : 0));
  const sizes = (from: number): Tracked =>
    m.scale(
      m.shift(m.scale(m.softmax(m.part(parameters, from, from + bins)), 1 - leastWidth * bins), leastWidth),
      2 * bound,
    );
  const starts = (of: Tracked): Tracked => m.shift(m.matrixProduct(of, before), -bound);
  const [widths, heights] = [sizes(0), sizes(bins)];
  const [lefts, bottoms] = [starts(widths), starts(heights)];
  const inner = m.shift(m.softplus(m.shift(m.part(parameters, 2 * bins, 3 * bins - 1), unitSlope)), leastSlope);
  const toLeft = m.matrixProduct(
    inner,
    matrix(bins - 1, bins, (row, column) => (column === row + 1 ? 1 : 0)),
  );
  const toRight = m.matrixProduct(
    inner,
    matrix(bins - 1, bins, (row, column) => (column === row ? 1 : 0)),
  );
  const leftSlopes = m.add(
    toLeft,
    matrix(1, bins, (_, column) => (column === 0 ? 1 : 0)),
  );
  const rightSlopes = m.add(
    toRight,
    matrix(1, bins, (_, column) => (column === bins - 1 ? 1 : 0)),
  );

  // 1 for the bins that begin at or below the value; the last of them is its bin.
  // Values outside of the bounds are given the bin of 0, so that nothing is divided by zero where the result is not used.
  const inside = o.and(o.less(o.float(-bound), values.value), o.less(values.value, o.float(bound)));
  const looked = o.choose(inside, values.value, o.multiply(values.value, o.float(0)));
  const begun = o.cast(o.lessEqual((along === 'x' ? lefts : bottoms).value, looked), 'float32');
  const next = matrix(bins, bins, (row, column) => (row === column + 1 ? 1 : 0));
  const chosen = m.tape.constant(o.subtract(begun, o.matrixProduct(begun, next.value)), values.rows, bins);
  const pick = (of: Tracked): Tracked => m.rowSums(m.multiply(of, chosen));
  return {
    left: pick(lefts),
    width: pick(widths),
    bottom: pick(bottoms),
    height: pick(heights),
    leftSlope: pick(leftSlopes),
    rightSlope: pick(rightSlopes),
    inside,
  };
}

/**
 * y of x and ln dy/dx, `[rows, 1]` each (arXiv:1906.04032, equations 4 and 5).
 * @param parameters `[rows, splineParameters]`
 */
export function spline(
  m: Mathematics,
  x: Tracked,
  parameters: Tracked,
  shape: SplineShape,
): { readonly y: Tracked; readonly logSlope: Tracked } {
  const { o } = m.tape;
  const bin = binOf(m, x, parameters, shape, 'x');
  const zero = m.tape.constant(o.multiply(x.value, o.float(0)), x.rows, 1);
  // Outside of the bounds the place in the bin is meaningless: the middle keeps everything finite.
  const place = m.choose(bin.inside, m.divide(m.subtract(x, bin.left), bin.width), m.shift(zero, 0.5));
  const rest = m.shift(m.scale(place, -1), 1);
  const product = m.multiply(place, rest);
  const slope = m.divide(bin.height, bin.width);
  const bend = m.subtract(m.add(bin.leftSlope, bin.rightSlope), m.scale(slope, 2));
  const denominator = m.add(slope, m.multiply(bend, product));
  const rise = m.add(m.multiply(slope, m.square(place)), m.multiply(bin.leftSlope, product));
  const y = m.add(bin.bottom, m.divide(m.multiply(bin.height, rise), denominator));
  const derivative = m.add(
    m.add(m.multiply(bin.rightSlope, m.square(place)), m.scale(m.multiply(slope, product), 2)),
    m.multiply(bin.leftSlope, m.square(rest)),
  );
  const logSlope = m.add(m.scale(m.subtract(m.logarithm(slope), m.logarithm(denominator)), 2), m.logarithm(derivative));
  return { y: m.choose(bin.inside, y, x), logSlope: m.choose(bin.inside, logSlope, zero) };
}

/** x of y (arXiv:1906.04032, equations 6 to 8); no derivative is taken of it. */
export function inverseSpline(m: Mathematics, y: Tracked, parameters: Tracked, shape: SplineShape): Tracked {
  const { o } = m.tape;
  const bin = binOf(m, y, parameters, shape, 'y');
  const slope = m.divide(bin.height, bin.width);
  const bend = m.subtract(m.add(bin.leftSlope, bin.rightSlope), m.scale(slope, 2));
  const climbed = m.subtract(y, bin.bottom);
  const a = m.add(m.multiply(bin.height, m.subtract(slope, bin.leftSlope)), m.multiply(climbed, bend));
  const b = m.subtract(m.multiply(bin.height, bin.leftSlope), m.multiply(climbed, bend));
  const c = m.scale(m.multiply(slope, climbed), -1);
  const discriminant = o.maximum(
    o.subtract(o.square(b.value), o.multiply(o.float(4), m.multiply(a, c).value)),
    o.float(0),
  );
  const root = m.tape.constant(o.squareRoot(discriminant), y.rows, 1);
  const place = m.divide(m.scale(c, 2), m.scale(m.add(b, root), -1));
  return m.choose(bin.inside, m.add(bin.left, m.multiply(place, bin.width)), y);
}
