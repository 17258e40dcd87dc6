import { chainsOf, type Chain, type Edge } from './chains.ts';
import type { PlaneMesh } from './mesh.ts';

export type Place = readonly [x: number, y: number];

/** A line where the limit has the level. The region below lies to its left. */
export interface Contour {
  readonly points: readonly Place[];
  /** Whether the last point is joined to the first, which is not repeated; otherwise it ends at the edge of what was tested. */
  readonly closed: boolean;
}

/** The part of a plane in which the limit lies below a level. */
export interface PlaneRegion {
  /** Closed lines around it, counterclockwise, clockwise around what is left out of it. */
  readonly outlines: readonly (readonly Place[])[];
  readonly contours: readonly Contour[];
}

/**
 * Where the limit lies below a level, by marching squares: along the sides of a cell ln(limit) is linear, and straight lines join the
 * crossings. Where two opposite corners are below and two above, the value of the bilinear interpolation at its saddle tells which two
 * belong together (Nielson & Hamann, "The asymptotic decider", IEEE Visualization 1991). Infinity: all that lies between tested points.
 * @param level positive; the nominal signal is excluded below 1
 */
export function regionBelow(mesh: PlaneMesh, level: number): PlaneRegion {
  const logLevel = Math.log(level);
  const places = new Map<string, Place>();
  const edges = new Map<string, Edge>();
  const contour: Edge[] = [];
  for (const cell of mesh.cells) {
    for (const polygon of below(mesh, cell, logLevel, places)) {
      for (const [index, from] of polygon.entries()) {
        const edge = { from, to: polygon[(index + 1) % polygon.length] as string };
        // A side that the neighbouring cell has as well, in the other direction, is inside the region.
        if (!edges.delete(`${edge.to}>${edge.from}`)) edges.set(`${edge.from}>${edge.to}`, edge);
        if (isCrossing(edge.from) && isCrossing(edge.to)) contour.push(edge);
      }
    }
  }
  const lineOf = ({ nodes, closed }: Chain): Contour => ({
    points: withoutRepetition(
      nodes.map((node) => places.get(node) as Place),
      closed,
    ),
    closed,
  });
  return {
    outlines: chainsOf([...edges.values()])
      .map((chain) => lineOf(chain).points)
      .filter(({ length }) => length > 2),
    contours: chainsOf(contour)
      .map(lineOf)
      .filter(({ points, closed }) => points.length > (closed ? 2 : 1)),
  };
}

/** Area in the units of x times those of y. */
export const regionArea = ({ outlines }: PlaneRegion): number =>
  outlines.reduce((sum, outline) => sum + signedArea(outline), 0);

function signedArea(outline: readonly Place[]): number {
  const [x0, y0] = outline[0] ?? [0, 0];
  let twice = 0;
  for (const [index, [x, y]] of outline.entries()) {
    const [nextX, nextY] = outline[(index + 1) % outline.length] as Place;
    twice += (x - x0) * (nextY - y0) - (nextX - x0) * (y - y0);
  }
  return twice / 2;
}

/** Nodes are the tested points, by number, and crossings on the side between two of them. */
const isCrossing = (node: string): boolean => node.includes('-');

/** The parts of a cell that lie below, as polygons of nodes, counterclockwise. */
function below(
  mesh: PlaneMesh,
  cell: readonly number[],
  logLevel: number,
  places: Map<string, Place>,
): readonly (readonly string[])[] {
  const valueAt = (corner: number): number => mesh.values[corner] as number;
  const isBelow = (corner: number): boolean => valueAt(corner) < logLevel;
  const pieces = cell.map((corner, index): readonly string[] => {
    const next = cell[(index + 1) % cell.length] as number;
    if (isBelow(corner)) places.set(String(corner), [mesh.x[corner] as number, mesh.y[corner] as number]);
    return [
      ...(isBelow(corner) ? [String(corner)] : []),
      ...(isBelow(corner) === isBelow(next) ? [] : [crossing(mesh, corner, next, logLevel, places)]),
    ];
  });
  const whole = pieces.flat();
  const crossings = whole.filter(isCrossing).length;
  if (crossings < 4 || saddle(cell.map(valueAt)) < logLevel) return whole.length === 0 ? [] : [whole];
  // Apart: each corner with the crossings before and after it.
  return cell.flatMap((corner, index) => {
    if (!isBelow(corner)) return [];
    const before = pieces[(index + cell.length - 1) % cell.length]?.at(-1) as string;
    return [[before, ...(pieces[index] as readonly string[])]];
  });
}

function crossing(mesh: PlaneMesh, a: number, b: number, logLevel: number, places: Map<string, Place>): string {
  const [first, second] = a < b ? [a, b] : [b, a];
  const name = `${first}-${second}`;
  if (!places.has(name)) {
    const [v0, v1] = [mesh.values[first] as number, mesh.values[second] as number];
    const share = (logLevel - v0) / (v1 - v0);
    const on = (axis: Float64Array): number => {
      const [from, to] = [axis[first] as number, axis[second] as number];
      return from + (to - from) * share;
    };
    places.set(name, [on(mesh.x), on(mesh.y)]);
  }
  return name;
}

/** The bilinear interpolation at its saddle point, for corners in order around a rectangle. */
function saddle([a = NaN, b = NaN, c = NaN, d = NaN]: readonly number[]): number {
  return (a * c - b * d) / (a + c - b - d);
}

/** A level that a tested point has exactly crosses several sides at that point. */
function withoutRepetition(points: readonly Place[], closed: boolean): readonly Place[] {
  const same = (a: Place | undefined, b: Place): boolean => a?.[0] === b[0] && a[1] === b[1];
  const kept = points.filter((point, index) => !same(points[index - 1], point));
  return closed && kept.length > 1 && same(kept.at(-1), kept[0] as Place) ? kept.slice(0, -1) : kept;
}
