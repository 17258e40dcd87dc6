/** One side: mass, px, py of the visible system and the mass of the invisible particle. */
export interface Side {
  readonly mass: number;
  readonly px: number;
  readonly py: number;
  readonly invisible: number;
}

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/**
 * mT2 by bisection of M (Lester, Nachman, arXiv:1411.4312): an independent implementation to compare with. For a given
 * M each side's invisible momentum lies in an ellipse, x^T A x < 0 inside; two ellipses are disjoint when det(lambda A
 * + B) has two positive roots (Wang, Wang, Kim, Comput. Aided Geom. Design 18 (2001) 531).
 */
export function bisectedMt2(first: Side, second: Side, metX: number, metY: number): number {
  let low = Math.max(first.mass + first.invisible, second.mass + second.invisible);
  let high = Math.max(transverseMass(first, metX / 2, metY / 2), transverseMass(second, metX / 2, metY / 2));
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (disjoint(ellipse(first, middle), shifted(ellipse(second, middle), metX, metY))) low = middle;
    else high = middle;
  }
  return high;
}

/** mT of one side with an invisible momentum q. */
export function transverseMass({ mass, px, py, invisible }: Side, qx: number, qy: number): number {
  const energy = Math.sqrt(mass * mass + px * px + py * py);
  const missing = Math.sqrt(invisible * invisible + qx * qx + qy * qy);
  return Math.sqrt(Math.max(mass * mass + invisible * invisible + 2 * (energy * missing - px * qx - py * qy), 0));
}

/** E^2 (chi^2 + q^2) - (K + p.q)^2 with K = (M^2 - m^2 - chi^2) / 2, as a quadratic form of (qx, qy, 1). */
function ellipse({ mass, px, py, invisible }: Side, trial: number): Matrix {
  const energy = mass * mass + px * px + py * py;
  const k = (trial * trial - mass * mass - invisible * invisible) / 2;
  return [
    ...[energy - px * px, -px * py, -px * k],
    ...[-px * py, energy - py * py, -py * k],
    ...[-px * k, -py * k, energy * invisible * invisible - k * k],
  ] as unknown as Matrix;
}

/** The same form of met - q. */
function shifted(m: Matrix, x: number, y: number): Matrix {
  const [a, b, c, , d, e, , , f] = m;
  const cx = -(a * x + b * y + c);
  const cy = -(b * x + d * y + e);
  return [a, b, cx, b, d, cy, cx, cy, a * x * x + 2 * b * x * y + d * y * y + 2 * (c * x + e * y) + f];
}

function disjoint(a: Matrix, b: Matrix): boolean {
  const f = (lambda: number): number =>
    determinant(a.map((value, i) => lambda * value + (b[i] as number)) as unknown as Matrix);
  // The cubic through its values; its coefficients in units in which the leading and the last are alike.
  const scale = Math.cbrt(determinant(b) / determinant(a));
  const g = (lambda: number): number => f(lambda * scale);
  const [minus, zero, plus, two] = [g(-1), g(0), g(1), g(2)];
  const quadratic = (plus + minus) / 2 - zero;
  const cubic = (two - 4 * quadratic - zero - (plus - minus)) / 6;
  const linear = (plus - minus) / 2 - cubic;
  // Negative at 0 and at infinity: two positive roots when the local maximum is at a positive place and positive.
  const root = quadratic * quadratic - 3 * cubic * linear;
  if (root <= 0) return false;
  const place = (-quadratic - Math.sqrt(root)) / (3 * cubic);
  return place > 0 && g(place) > 0;
}

function determinant([a, b, c, d, e, f, g, h, i]: Matrix): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}
