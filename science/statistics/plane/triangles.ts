import type { PlaneMesh, PlanePoint } from './mesh.ts';

/** Points are moved by this share of the plane's size while they are joined, so that no four lie on one circle. */
const JITTER = 1e-7;
/** Triangles flatter than this (area over the square of the longest side) are points on one line that the movement parted. */
const FLAT = 1e-5;

type Triangle = readonly [number, number, number];

/**
 * Cells for points that lie on no grid: the Delaunay triangulation (Bowyer, Comput. J. 24 (1981) 162; Watson, ibid. 167) of all tested
 * points, both axes scaled to the same length, without the triangles that have a corner without a limit. They fill the convex hull of
 * the points.
 * @param points any order, each place at most once
 */
export function triangleMesh(points: readonly PlanePoint[]): PlaneMesh {
  const [x, y] = [unit(points.map((point) => point.x)), unit(points.map((point) => point.y))];
  const moved = (values: readonly number[], shift: number): number[] =>
    values.map((value, i) => value + JITTER * (fractional((i + 1) * shift) - 0.5));
  // Irrational steps spread evenly and repeat on every machine.
  const at = { x: moved(x, Math.SQRT2), y: moved(y, Math.sqrt(3)) };
  const cells = triangulate(at).filter(
    (corners) => flatness(corners, x, y) > FLAT && corners.every((corner) => (points[corner]?.limit ?? null) !== null),
  );
  return {
    values: Float64Array.from(points, ({ limit }) => (limit === null ? NaN : Math.log(limit))),
    x: Float64Array.from(points, (point) => point.x),
    y: Float64Array.from(points, (point) => point.y),
    cells,
  };
}

const fractional = (value: number): number => value - Math.floor(value);

function unit(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (high > low ? (value - low) / (high - low) : 0));
}

interface Places {
  readonly x: number[];
  readonly y: number[];
}

/** Counterclockwise triangles; points are put in one after the other. */
function triangulate({ x, y }: Places): readonly Triangle[] {
  const count = x.length;
  if (count < 3) return [];
  // A triangle far around all of them, whose corners are taken away at the end.
  const all = { x: [...x, -3000, 3000, 0.5], y: [...y, -2000, -2000, 4000] };
  let triangles: Triangle[] = [[count, count + 1, count + 2]];
  for (let point = 0; point < count; point++) {
    const [hit, kept] = [[] as Triangle[], [] as Triangle[]];
    for (const triangle of triangles) (inCircle(triangle, point, all) ? hit : kept).push(triangle);
    const sides = new Map<string, readonly [number, number]>();
    for (const [a, b, c] of hit)
      for (const [from, to] of [
        [a, b],
        [b, c],
        [c, a],
      ] as const)
        if (!sides.delete(`${to} ${from}`)) sides.set(`${from} ${to}`, [from, to]);
    triangles = [...kept, ...[...sides.values()].map(([from, to]): Triangle => [from, to, point])];
  }
  return triangles.filter((corners) => corners.every((corner) => corner < count));
}

/** Whether a point lies inside the circle through the corners of a counterclockwise triangle. */
function inCircle([a, b, c]: Triangle, point: number, { x, y }: Places): boolean {
  const [px, py] = [x[point] as number, y[point] as number];
  const of = (corner: number): readonly [number, number, number] => {
    const [dx, dy] = [(x[corner] as number) - px, (y[corner] as number) - py];
    return [dx, dy, dx * dx + dy * dy];
  };
  const [[ax, ay, a2], [bx, by, b2], [cx, cy, c2]] = [of(a), of(b), of(c)];
  return a2 * (bx * cy - cx * by) - b2 * (ax * cy - cx * ay) + c2 * (ax * by - bx * ay) > 0;
}

function flatness([a, b, c]: Triangle, x: readonly number[], y: readonly number[]): number {
  const side = (from: number, to: number): readonly [number, number] => [
    (x[to] as number) - (x[from] as number),
    (y[to] as number) - (y[from] as number),
  ];
  const [ab, ac, bc] = [side(a, b), side(a, c), side(b, c)];
  const longest = Math.max(...[ab, ac, bc].map(([dx, dy]) => dx * dx + dy * dy));
  return (ab[0] * ac[1] - ac[0] * ab[1]) / 2 / longest;
}
