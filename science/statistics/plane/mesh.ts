/** A tested point of a plane. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
  /** Upper limit on the signal strength, positive; null where there is none. */
  readonly limit: number | null;
}

/** Tested points and the cells between them, in which limits may be interpolated. */
export interface PlaneMesh {
  /** ln(limit) at each point; NaN where there is none: no cell has such a point. */
  readonly values: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Points of each cell, counterclockwise: rectangles with sides along the axes, or triangles. */
  readonly cells: readonly (readonly number[])[];
}

/**
 * The cells of a grid: rectangles between neighbouring values of x and of y whose corners all have a limit, triangles where one corner
 * has none. Nothing lies beyond the outermost points, nor in a rectangle that lacks two corners.
 * @param points any order, each place at most once
 */
export function gridMesh(points: readonly PlanePoint[]): PlaneMesh {
  const [columns, rows] = [axisOf(points.map(({ x }) => x)), axisOf(points.map(({ y }) => y))];
  const at = new Map(points.map(({ x, y }, index) => [`${x} ${y}`, index]));
  const known = (column: number | undefined, row: number | undefined): readonly number[] => {
    const index = at.get(`${column} ${row}`);
    return index === undefined || (points[index]?.limit ?? null) === null ? [] : [index];
  };
  const cells = rows.slice(1).flatMap((top, below) =>
    columns.slice(1).flatMap((right, before) => {
      const [left, bottom] = [columns[before], rows[below]];
      const corners = [...known(left, bottom), ...known(right, bottom), ...known(right, top), ...known(left, top)];
      return corners.length < 3 ? [] : [corners];
    }),
  );
  return {
    values: Float64Array.from(points, ({ limit }) => (limit === null ? NaN : Math.log(limit))),
    x: Float64Array.from(points, ({ x }) => x),
    y: Float64Array.from(points, ({ y }) => y),
    cells,
  };
}

const axisOf = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b);
