import {
  PLANE_LIMITS,
  type PlaneContourRow,
  type PlaneIntervalRow,
  type PlaneLimit,
  type PlaneSummaryRow,
} from '../../schemas/results/index.ts';
import {
  excludedIntervals,
  gridMesh,
  regionArea,
  regionBelow,
  triangleMesh,
  type PlaneMesh,
  type PlaneRegion,
} from '../../science/statistics/index.ts';
import type { Plane } from './planes.ts';

/** Half of the height of a strip, where the second axis has names: they stand at 0, 1, 2 ... */
export const halfStrip = 0.4;

/**
 * What lies between the tested points of a plane. Where the second axis has names, each is a strip of its own, in which limits depend
 * on x alone: nothing is interpolated from one name to another.
 * @param rowOf where a name stands
 */
export function meshesOf(plane: Plane, limit: PlaneLimit, rowOf: (name: string) => number): readonly PlaneMesh[] {
  const { names, points, between } = plane;
  const mesh = between === 'grid' ? gridMesh : triangleMesh;
  if (names === undefined) return [mesh(points.map((point) => ({ x: point.x, y: point.y ?? 0, limit: point[limit] })))];
  return names.map((name) =>
    gridMesh(
      points
        .filter(({ category }) => category === name)
        .flatMap((point) =>
          [-halfStrip, halfStrip].map((side) => ({ x: point.x, y: rowOf(name) + side, limit: point[limit] })),
        ),
    ),
  );
}

/** As `regionBelow`, of several meshes that have nothing in common. */
export function regionOf(meshes: readonly PlaneMesh[], level: number): PlaneRegion {
  const regions = meshes.map((mesh) => regionBelow(mesh, level));
  return {
    outlines: regions.flatMap(({ outlines }) => outlines),
    contours: regions.flatMap(({ contours }) => contours),
  };
}

/** The limits that a plane has: no observed one while the analysis is blind. */
export const limitsIn = ({ points }: Plane): readonly PlaneLimit[] =>
  PLANE_LIMITS.filter((limit) => points.some((point) => point[limit] !== null));

/** Contours, excluded intervals and shares of a plane for each limit and level. */
export function excludedIn(
  plane: Plane,
  levels: readonly number[],
): {
  readonly contours: readonly PlaneContourRow[];
  readonly intervals: readonly PlaneIntervalRow[];
  readonly summary: readonly PlaneSummaryRow[];
} {
  const { names, points } = plane;
  const contours: PlaneContourRow[] = [];
  const intervals: PlaneIntervalRow[] = [];
  const summary: PlaneSummaryRow[] = [];
  for (const limit of limitsIn(plane)) {
    const meshes = meshesOf(plane, limit, (name) => names?.indexOf(name) ?? 0);
    const tested = regionArea(regionOf(meshes, Infinity));
    for (const level of levels) {
      const line = { plane: plane.name, discriminant: plane.discriminant, limit, level };
      const region = regionOf(meshes, level);
      if (names === undefined) contours.push(...contourRows(line, region));
      intervals.push(...intervalRows(line, plane));
      summary.push({
        ...line,
        points: points.length,
        missing: points.filter((point) => point[limit] === null).length,
        excluded_fraction: tested > 0 ? regionArea(region) / tested : null,
      });
    }
  }
  return { contours, intervals, summary };
}

type Line = Pick<PlaneContourRow, 'plane' | 'discriminant' | 'limit' | 'level'>;

const contourRows = (line: Line, { contours }: PlaneRegion): readonly PlaneContourRow[] =>
  contours.flatMap(({ points, closed }, contour) =>
    points.map(([x, y], point) => ({ ...line, contour, closed, point, x, y })),
  );

function intervalRows(line: Line, { points }: Plane): readonly PlaneIntervalRow[] {
  const rows = new Map(points.map(({ y, category }) => [`${category} ${y}`, { y, category }]));
  return [...rows.values()].flatMap(({ y, category }) => {
    const own = points.filter((point) => point.y === y && point.category === category);
    return excludedIntervals(
      own.map((point) => {
        const limit = point[line.limit];
        return [point.x, limit === null ? null : limit / line.level] as const;
      }),
    ).map(({ from, to, fromEnd, toEnd }) => ({
      ...line,
      ...{ y, category, from, to, from_end: fromEnd, to_end: toEnd },
    }));
  });
}
