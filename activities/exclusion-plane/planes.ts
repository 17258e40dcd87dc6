import { InputError } from '../../schemas/index.ts';
import { PLANE_LIMITS, type PlaneLimit, type PlanePointRow } from '../../schemas/results/index.ts';
import type { Row } from '../rows/flatten.ts';
import { distinct, numberOf, present, textOf } from '../rows/read.ts';
import type { ExclusionPlaneParams } from './params.ts';

/** Message of a crossing of the grid where there is no signal. */
export const NOT_TESTED = 'not tested';

/** The limits of one discriminant over one plane: every point of its grid once. */
export interface Plane {
  readonly name: string;
  readonly discriminant: string;
  /** Names on the second axis from the top; undefined where it has numbers. */
  readonly names: readonly string[] | undefined;
  readonly between: 'grid' | 'triangles';
  readonly points: readonly PlanePointRow[];
}

/**
 * Sorts limits into planes. A place where one discriminant was tested belongs to the grid of all; a grid of numbers has a point at every
 * crossing of its values; where triangles are asked for there are only the tested points.
 * @throws InputError `no-place`, `ambiguous`, `limit-not-positive`, `missing-column`, `column-type`
 */
export function planesOf(rows: readonly Row[], asked: ExclusionPlaneParams): readonly Plane[] {
  const { each, series, y } = asked;
  const byPlane = each === undefined ? [''] : distinct(rows, each);
  return byPlane.flatMap((name) => {
    const own = each === undefined ? rows : rows.filter((row) => textOf(row, each) === name);
    const named = y.order !== undefined || own.some((row) => typeof row[y.column] === 'string');
    const places = gridOf(own, asked, named);
    const tested = new Set(own.map((row) => keyOf(placeOf(row, asked, named))));
    return inOrder(distinct(own, series), asked.series_order).map((discriminant) => ({
      ...{ name, discriminant },
      between: asked.between,
      names: named ? inOrder(distinct(own, y.column), y.order ?? []) : undefined,
      points: pointsOf(
        own.filter((row) => textOf(row, series) === discriminant),
        places,
        { ...asked, named, tested, plane: name, discriminant },
      ),
    }));
  });
}

/** Those that the order names first, the others as they come. */
const inOrder = (there: readonly string[], order: readonly string[]): readonly string[] => [
  ...new Set([...order.filter((name) => there.includes(name)), ...there]),
];

interface Place {
  readonly x: number;
  readonly y: number | null;
  readonly category: string | null;
}

const keyOf = ({ x, y, category }: Place): string => JSON.stringify([x, y, category]);

function placeOf(row: Row, { x, y }: ExclusionPlaneParams, named: boolean): Place {
  const [at, second] = [numberOf(row, x.column), present(row, y.column)];
  if (at === null || second === null)
    throw new InputError('no-place', `a limit has no ${at === null ? x.column : y.column}: ${JSON.stringify(row)}`, {
      expected: `${x.column} and ${y.column} in every row`,
      mend: 'leave such rows out with `where`, or carry the attribute along (with: [...])',
    });
  return named ? { x: at, y: null, category: String(second) } : { x: at, y: numberOf(row, y.column), category: null };
}

function gridOf(rows: readonly Row[], asked: ExclusionPlaneParams, named: boolean): readonly Place[] {
  const tested = new Map(
    rows.map((row) => {
      const place = placeOf(row, asked, named);
      return [keyOf(place), place] as const;
    }),
  );
  const all = [...tested.values()];
  const rising = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b);
  const xs = rising(all.map(({ x }) => x));
  if (named) {
    const categories = [...new Set(all.map(({ category }) => category))];
    return categories.flatMap((category) =>
      all.filter((place) => place.category === category).sort((a, b) => a.x - b.x),
    );
  }
  if (asked.between === 'triangles') return all.sort((a, b) => (a.y ?? 0) - (b.y ?? 0) || a.x - b.x);
  return rising(all.flatMap(({ y }) => y ?? [])).flatMap((y) => xs.map((x) => ({ x, y, category: null })));
}

interface Wanted extends ExclusionPlaneParams {
  readonly named: boolean;
  /** Places where any discriminant was tested. */
  readonly tested: ReadonlySet<string>;
  readonly plane: string;
  readonly discriminant: string;
}

function pointsOf(rows: readonly Row[], places: readonly Place[], wanted: Wanted): readonly PlanePointRow[] {
  const byPlace = new Map<string, Row>();
  for (const row of rows) {
    const place = placeOf(row, wanted, wanted.named);
    if (byPlace.has(keyOf(place)))
      throw new InputError('ambiguous', `two limits of ${wanted.discriminant} are at ${placeText(place, wanted)}`, {
        expected: 'one row for each point of a plane',
        mend: 'narrow them with `where`, or tell them apart with `each` or `series`',
      });
    byPlace.set(keyOf(place), row);
  }
  return places.map((place): PlanePointRow => {
    const row = byPlace.get(keyOf(place));
    const found = Object.fromEntries(
      PLANE_LIMITS.map((limit) => [limit, row === undefined ? null : limitOf(row, limit, place, wanted)]),
    ) as Record<PlaneLimit, number | null>;
    const none = PLANE_LIMITS.every((limit) => found[limit] === null);
    const absent = wanted.tested.has(keyOf(place)) ? 'no limit of this one, though of others' : NOT_TESTED;
    const told = row === undefined ? absent : typeof row.message === 'string' ? row.message : '';
    return {
      ...{ plane: wanted.plane, discriminant: wanted.discriminant, ...place, ...found },
      message: none && told === '' ? 'no limit' : told,
    };
  });
}

function limitOf(row: Row, limit: PlaneLimit, place: Place, wanted: Wanted): number | null {
  // Results of other kinds may lack the bands, or the observed limit.
  const value = limit === 'expected' || limit in row ? numberOf(row, limit) : null;
  if (value === null || value > 0) return value;
  throw new InputError('limit-not-positive', `the ${limit} limit at ${placeText(place, wanted)} is ${value}`, {
    expected: 'an upper limit on the signal strength, above 0',
    mend: 'gather strengths, not differences or logarithms',
  });
}

const placeText = (
  { x, y, category }: Pick<PlanePointRow, 'x' | 'y' | 'category'>,
  axes: Pick<ExclusionPlaneParams, 'x' | 'y'>,
): string => `${axes.x.column} ${x}, ${axes.y.column} ${category ?? y}`;
