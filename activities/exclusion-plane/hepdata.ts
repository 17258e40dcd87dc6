import { labelToText } from '../../report/style/markup.ts';
import {
  PLANE_LIMITS,
  type PlaneContourRow,
  type PlaneIntervalRow,
  type PlaneLimit,
} from '../../schemas/results/index.ts';
import type { HepdataTables } from '../limits/hepdata.ts';
import type { ExclusionPlaneParams } from './params.ts';
import type { Plane } from './planes.ts';

/** `Expected limit, -1 standard deviation`. */
const titleOf = (limit: PlaneLimit, what: string): string => {
  const sign = limit.endsWith('_minus1') ? '-' : limit.endsWith('_plus1') ? '+' : '';
  return `${limit === 'observed' ? 'Observed' : 'Expected'} ${what}${sign === '' ? '' : `, ${sign}1 standard deviation`}`;
};

type Axis = ExclusionPlaneParams['x'];
const headerOf = ({ column, title = column, unit }: Axis) => ({
  name: labelToText(title),
  ...(unit === '' ? {} : { units: unit }),
});

/**
 * Tables in HEPData's form: the limits over the plane; of numbers a table for each contour, of names one of the excluded ranges.
 * A table that would have no rows is not there.
 */
export function planeTables(
  plane: Plane,
  {
    contours,
    intervals,
  }: { readonly contours: readonly PlaneContourRow[]; readonly intervals: readonly PlaneIntervalRow[] },
  { x, y, labels }: ExclusionPlaneParams,
): HepdataTables {
  const { points, names } = plane;
  const called = (name: string): string => labelToText(labels[name] ?? name);
  const title = [plane.name, plane.discriminant]
    .filter((part) => part !== '')
    .map(called)
    .join(' ');
  const there = PLANE_LIMITS.filter((limit) => points.some((point) => point[limit] !== null));
  const column = (name: string, values: readonly (number | string | null)[], header: object = {}) => ({
    header: { name, ...header },
    values: values.map((value) => ({ value: value ?? '-' })),
  });
  const across = (values: readonly number[]) => ({ header: headerOf(x), values: values.map((value) => ({ value })) });
  const dependent = (...given: Parameters<typeof column>) => ({ ...column(...given), qualifiers: [] });
  const limitTable = {
    name: `${title} limits`,
    description: 'Upper limits on the signal strength; - where there is none.',
    independent_variables: [
      across(points.map((point) => point.x)),
      {
        header: headerOf(y),
        values: points.map((point) => ({ value: point.category === null ? (point.y ?? '-') : called(point.category) })),
      },
    ],
    dependent_variables: there.map((limit) =>
      dependent(
        titleOf(limit, 'limit'),
        points.map((point) => point[limit]),
      ),
    ),
  };
  const ofStrength = (level: number): string => (level === 1 ? '' : `, signal strength ${level}`);
  const rangeTable = {
    name: `${title} excluded ranges`,
    description:
      'Ranges in which the upper limit is below the signal strength. They end at a crossing, at the edge of what was tested, or at a hole.',
    independent_variables: [
      column(
        'Limit',
        intervals.map(({ limit, level }) => `${titleOf(limit, 'limit')}${ofStrength(level)}`),
      ),
      {
        header: headerOf(y),
        values: intervals.map(({ category, y: at }) => ({ value: category === null ? (at ?? '-') : called(category) })),
      },
    ],
    dependent_variables: [
      dependent(
        `${headerOf(x).name} from`,
        intervals.map(({ from }) => from),
        units(x),
      ),
      dependent(
        `${headerOf(x).name} to`,
        intervals.map(({ to }) => to),
        units(x),
      ),
      dependent(
        'Lower end',
        intervals.map(({ from_end: end }) => end),
      ),
      dependent(
        'Upper end',
        intervals.map(({ to_end: end }) => end),
      ),
    ],
  };
  const lines = new Map<string, PlaneContourRow[]>();
  for (const row of contours) {
    const part = row.contour === 0 ? '' : `, part ${row.contour + 1}`;
    const name = `${title} ${titleOf(row.limit, 'contour').toLowerCase()}${ofStrength(row.level)}${part}`;
    lines.set(name, [...(lines.get(name) ?? []), row]);
  }
  return [
    ...(there.length === 0 ? [] : [limitTable]),
    ...(names === undefined || intervals.length === 0 ? [] : [rangeTable]),
    ...[...lines].map(([name, rows]) => ({
      name,
      description: `Where the upper limit is ${rows[0]?.level} x the nominal signal. ${
        rows[0]?.closed === true
          ? 'The last point is joined to the first.'
          : 'The line ends at the edge of what was tested.'
      }`,
      independent_variables: [across(rows.map((row) => row.x))],
      dependent_variables: [
        dependent(
          headerOf(y).name,
          rows.map((row) => row.y),
          units(y),
        ),
      ],
    })),
  ];
}

const units = ({ unit }: Axis): object => (unit === '' ? {} : { units: unit });
