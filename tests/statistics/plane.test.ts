import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import {
  excludedIntervals,
  excludedRanges,
  gridMesh,
  regionArea,
  regionBelow,
  triangleMesh,
  type PlanePoint,
} from '../../science/statistics/index.ts';

/** A grid of a function ln(limit) = f(x, y). */
const gridOf = (
  xs: readonly number[],
  ys: readonly number[],
  logLimit: (x: number, y: number) => number,
): readonly PlanePoint[] => ys.flatMap((y) => xs.map((x) => ({ x, y, limit: Math.exp(logLimit(x, y)) })));

const even = (from: number, to: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

/** Rising values with uneven steps. */
const axis = fc
  .array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 7 })
  .map((steps) => steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, step) => sum + step, 100)));

/** Logarithms of limits are odd, of levels even multiples of 1/64: nothing is tested at a level, where it is neither below nor above. */
const logLimit = fc.integer({ min: -200, max: 200 }).map((n) => (2 * n + 1) / 64);
const level = fc.integer({ min: -80, max: 80 }).map((n) => Math.exp(n / 32));

/** Any limits on any grid; with holes, a fifth of them is missing. */
const anyPlane = (holes: boolean) =>
  fc.tuple(axis, axis).chain(([xs, ys]) => {
    const length = xs.length * ys.length;
    const log = fc.oneof({ weight: 4, arbitrary: logLimit }, { weight: holes ? 1 : 0, arbitrary: fc.constant(null) });
    return fc.array(log, { minLength: length, maxLength: length }).map((logs): readonly PlanePoint[] =>
      ys.flatMap((y, row) =>
        xs.map((x, column) => {
          const found = logs[row * xs.length + column] ?? null;
          return { x, y, limit: found === null ? null : Math.exp(found) };
        }),
      ),
    );
  });

const areaBelow = (points: readonly PlanePoint[], level: number): number =>
  regionArea(regionBelow(gridMesh(points), level));

describe('the region below a level', () => {
  test('of limits that are exponential in both directions ends at the straight line that solves them', () => {
    fc.assert(
      fc.property(
        axis,
        axis,
        fc.double({ min: -0.05, max: 0.05, noNaN: true }),
        fc.double({ min: -0.05, max: 0.05, noNaN: true }),
        (xs, ys, a, b) => {
          fc.pre(Math.hypot(a, b) > 1e-3);
          const centre = [(xs[0] as number) + 3, (ys[0] as number) + 3] as const;
          const log = (x: number, y: number): number => a * (x - centre[0]) + b * (y - centre[1]);
          const { contours } = regionBelow(gridMesh(gridOf(xs, ys, log)), 1);
          expect(contours.length).toBeLessThanOrEqual(1);
          for (const [x, y] of contours.flatMap(({ points }) => points)) expect(Math.abs(log(x, y))).toBeLessThan(1e-9);
          // The region lies to the left.
          for (const { points } of contours) {
            const [from, to] = [points[0], points.at(-1)] as [readonly [number, number], readonly [number, number]];
            const left = [-(to[1] - from[1]), to[0] - from[0]] as const;
            expect(a * left[0] + b * left[1]).toBeLessThan(0);
          }
        },
      ),
    );
  });

  test('of a quadratic limit is an ellipse of the area pi a b, better the finer the grid', () => {
    const [a, b] = [300, 0.4];
    const error = (count: number): number => {
      const points = gridOf(even(-500, 500, count), even(-0.5, 0.5, count), (x, y) => (x / a) ** 2 + (y / b) ** 2 - 1);
      const region = regionBelow(gridMesh(points), 1);
      expect(region.contours.map(({ closed }) => closed)).toEqual([true]);
      return Math.abs(regionArea(region) / (Math.PI * a * b) - 1);
    };
    const [coarse, fine] = [error(15), error(57)];
    expect(coarse).toBeLessThan(0.03);
    // Linear interpolation: the error falls with the square of the step.
    expect(fine).toBeLessThan(coarse / 10);
  });

  test('and what lies above it make up all that was tested; it grows with the level', () => {
    fc.assert(
      fc.property(anyPlane(true), level, level, (points, at, other) => {
        const inverse = points.map(({ x, y, limit }) => ({ x, y, limit: limit === null ? null : 1 / limit }));
        const [tested, low, high] = [areaBelow(points, Infinity), areaBelow(points, at), areaBelow(inverse, 1 / at)];
        expect(low).toBeGreaterThanOrEqual(-1e-9 * tested);
        expect(Math.abs(low + high - tested)).toBeLessThanOrEqual(1e-9 * tested);
        expect((areaBelow(points, other) - low) * Math.sign(other - at)).toBeGreaterThanOrEqual(-1e-9 * tested);
      }),
    );
  });

  test('never reaches beyond tested points: every point of an outline lies in a cell whose corners have limits', () => {
    fc.assert(
      fc.property(anyPlane(true), (points) => {
        const mesh = gridMesh(points);
        const { outlines, contours } = regionBelow(mesh, 1);
        const inside = ([x, y]: readonly [number, number]): boolean =>
          mesh.cells.some((cell) => {
            const [xs, ys] = [
              cell.map((corner) => mesh.x[corner] as number),
              cell.map((corner) => mesh.y[corner] as number),
            ];
            return x >= Math.min(...xs) && x <= Math.max(...xs) && y >= Math.min(...ys) && y <= Math.max(...ys);
          });
        for (const place of [...outlines.flat(), ...contours.flatMap((contour) => contour.points)])
          expect(inside(place)).toBe(true);
        for (const cell of mesh.cells) for (const corner of cell) expect(points[corner]?.limit).not.toBeNull();
      }),
    );
  });

  test('shrinks when points lose their limits, and a hole is not bridged', () => {
    const disc = (x: number, y: number): number => x ** 2 + y ** 2 - 6;
    const points = gridOf(even(-3, 3, 7), even(-3, 3, 7), disc);
    const holed = points.map((point) => (point.x === 0 && point.y === 0 ? { ...point, limit: null } : point));
    const [whole, less] = [regionBelow(gridMesh(points), 1), regionBelow(gridMesh(holed), 1)];
    // The four cells around the point keep the triangles of their other corners.
    expect(regionArea(whole) - regionArea(less)).toBeCloseTo(2, 12);
    expect(less.contours).toEqual(whole.contours);
    expect(whole.outlines).toHaveLength(1);
    expect(less.outlines).toHaveLength(2);
  });

  test('crosses each row of the grid where the row alone is crossed', () => {
    fc.assert(
      fc.property(anyPlane(false), (all) => {
        const { contours } = regionBelow(gridMesh(all), 1);
        for (const y of new Set(all.map((point) => point.y))) {
          const row = all.filter((point) => point.y === y).map(({ x, limit }) => [x, limit ?? NaN] as const);
          const ends = excludedRanges(row).flatMap(({ from, to, fromIsEdge, toIsEdge }) => [
            ...(fromIsEdge ? [] : [from]),
            ...(toIsEdge ? [] : [to]),
          ]);
          const found = contours.flatMap(({ points }) => points.filter((point) => point[1] === y).map(([x]) => x));
          expect(found.length).toBe(ends.length);
          for (const [i, x] of found.sort((a, b) => a - b).entries()) expect(x).toBeCloseTo(ends[i] ?? NaN, 9);
        }
      }),
    );
  });

  test('of a saddle is in one piece or in two, as the bilinear interpolation has it', () => {
    const saddle = (corner: number) =>
      regionBelow(
        gridMesh([
          { x: 0, y: 0, limit: Math.exp(-corner) },
          { x: 1, y: 0, limit: Math.E },
          { x: 1, y: 1, limit: Math.exp(-corner) },
          { x: 0, y: 1, limit: Math.E },
        ]),
        1,
      ).outlines.length;
    expect(saddle(1.2)).toBe(1);
    expect(saddle(0.8)).toBe(2);
  });

  test('that nothing or everything lies in has no contour', () => {
    const points = gridOf([1, 2, 3], [1, 2], () => 1);
    expect(regionBelow(gridMesh(points), 1)).toEqual({ outlines: [], contours: [] });
    const all = regionBelow(gridMesh(points), 10);
    expect(all.contours).toEqual([]);
    expect(regionArea(all)).toBe(2);
    expect(gridMesh([]).cells).toEqual([]);
    expect(regionBelow(gridMesh([{ x: 1, y: 1, limit: 0.5 }]), 1).outlines).toEqual([]);
  });

  test('touches points that have the level exactly without lines of no length', () => {
    const points = gridOf([0, 1, 2], [0, 1, 2], (x, y) => (x === 1 && y === 1 ? 0 : -1));
    const { contours, outlines } = regionBelow(gridMesh(points), 1);
    expect(contours).toEqual([]);
    expect(outlines.length).toBeGreaterThan(0);
    expect(areaBelow(points, 1)).toBeCloseTo(4, 12);
  });
});

describe('triangles between points that lie on no grid', () => {
  const scattered = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })), {
      minLength: 3,
      maxLength: 40,
      selector: ([x, y]) => `${x} ${y}`,
    })
    .map((places) => places.map(([x, y]) => [20 * x, y / 100] as const));
  const meshOf = (places: readonly (readonly [number, number])[], log: (x: number, y: number) => number) =>
    triangleMesh(places.map(([x, y]) => ({ x, y, limit: Math.exp(log(x, y)) })));

  /** Andrew's monotone chain. */
  function hullArea(places: readonly (readonly [number, number])[]): number {
    const sorted = [...places].sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
    const half = (points: typeof sorted) => {
      const chain: (readonly [number, number])[] = [];
      for (const point of points) {
        for (;;) {
          const [a, b] = chain.slice(-2);
          if (a === undefined || b === undefined) break;
          if ((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]) > 0) break;
          chain.pop();
        }
        chain.push(point);
      }
      return chain.slice(0, -1);
    };
    const hull = [...half(sorted), ...half(sorted.toReversed())];
    return Math.abs(
      hull.reduce((sum, [x, y], i) => {
        const [nextX, nextY] = hull[(i + 1) % hull.length] ?? [0, 0];
        return sum + x * nextY - nextX * y;
      }, 0) / 2,
    );
  }

  test('fill the convex hull of the points, none of which lies inside a triangle', () => {
    fc.assert(
      fc.property(scattered, (places) => {
        const mesh = meshOf(places, () => -1);
        const area = hullArea(places);
        // Triangles that are hardly more than a line are left out.
        expect(Math.abs(regionArea(regionBelow(mesh, Infinity)) - area)).toBeLessThan(1e-3 * (area + 1e-9));
        for (const [a, b, c] of mesh.cells as (readonly [number, number, number])[])
          for (const [x, y] of places) {
            const side = (from: number, to: number): number => {
              const [[ax, ay], [bx, by]] = [from, to].map((i) => places[i]) as [[number, number], [number, number]];
              return ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / (1200 * 0.6);
            };
            expect(Math.min(side(a, b), side(b, c), side(c, a))).toBeLessThan(1e-6);
          }
      }),
    );
  });

  test('find the straight line of limits that are exponential, and what lies below and above makes up all', () => {
    fc.assert(
      fc.property(scattered, (places) => {
        const log = (x: number, y: number): number => (x - 611) / 200 + (y - 0.313) / 0.1;
        const [below, above] = [meshOf(places, log), meshOf(places, (x, y) => -log(x, y))].map((mesh) =>
          regionBelow(mesh, 1),
        );
        for (const [x, y] of (below?.contours ?? []).flatMap(({ points }) => points))
          expect(Math.abs(log(x, y))).toBeLessThan(1e-9);
        const all = regionArea(regionBelow(meshOf(places, log), Infinity));
        const [low, high] = [below, above].map((region) => (region === undefined ? NaN : regionArea(region)));
        expect(Math.abs((low ?? NaN) + (high ?? NaN) - all)).toBeLessThan(1e-9 * (all + 1));
      }),
    );
  });

  test('agree with the cells of a grid where the points are one, but for the diagonals', () => {
    const points = gridOf(even(-500, 500, 21), even(-0.5, 0.5, 21), (x, y) => (x / 300) ** 2 + (y / 0.4) ** 2 - 1);
    const [grid, triangles] = [gridMesh(points), triangleMesh(points)].map((mesh) => regionBelow(mesh, 1));
    expect(regionArea(regionBelow(triangleMesh(points), Infinity))).toBeCloseTo(1000, 9);
    expect(triangles?.contours.map(({ closed }) => closed)).toEqual([true]);
    const [ofGrid, ofTriangles] = [grid, triangles].map((region) => (region === undefined ? NaN : regionArea(region)));
    expect(Math.abs((ofTriangles ?? NaN) / (ofGrid ?? NaN) - 1)).toBeLessThan(0.01);
  });

  test('leave out those at a point without a limit', () => {
    const points = gridOf([0, 1, 2], [0, 1, 2], () => -1).map((point) =>
      point.x === 1 && point.y === 1 ? { ...point, limit: null } : point,
    );
    const mesh = triangleMesh(points);
    expect(mesh.cells.flat()).not.toContain(4);
    expect(regionArea(regionBelow(mesh, 1))).toBeLessThan(3);
    expect(triangleMesh(points.slice(0, 2)).cells).toEqual([]);
    // All on one line
    expect(triangleMesh(points.slice(0, 3)).cells).toEqual([]);
  });
});

describe('excluded intervals', () => {
  const logs = [-1, -1, 1, 1, -1] as const;
  const row = logs.map((log, i) => [100 * (i + 1), Math.exp(log)] as const);
  test('end at crossings and at the outermost values', () => {
    expect(excludedIntervals(row)).toEqual([
      { from: 100, to: 250, fromEnd: 'edge', toEnd: 'crossing' },
      { from: 450, to: 500, fromEnd: 'crossing', toEnd: 'edge' },
    ]);
  });
  test('do not go on across a value without limit', () => {
    const holed = [...row, [600, null], [700, 0.5]] as const;
    expect(excludedIntervals(holed).slice(1)).toEqual([
      { from: 450, to: 500, fromEnd: 'crossing', toEnd: 'hole' },
      { from: 700, to: 700, fromEnd: 'hole', toEnd: 'edge' },
    ]);
    expect(excludedIntervals([[1, null]])).toEqual([]);
    // An outermost value without limit is a hole, too.
    expect(excludedIntervals([...row, [600, null]]).at(-1)?.toEnd).toBe('hole');
  });
});
