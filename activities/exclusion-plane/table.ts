import {
  PLANE_LIMITS,
  type PlaneIntervalRow,
  type PlaneLimit,
  type ReportDocument,
  type TableDocument,
} from '../../schemas/results/index.ts';
import { formatNumber } from '../../report/style/numbers.ts';
import { nameWith } from '../rows/figure-params.ts';
import type { ExclusionPlaneParams } from './params.ts';
import type { Plane } from './planes.ts';
import { limitsIn } from './regions.ts';

type Cell = TableDocument['rows'][number][number];

const TITLES: Readonly<Record<PlaneLimit, string>> = {
  observed: 'observed',
  expected_minus1: 'expected, −1 σ',
  expected: 'expected',
  expected_plus1: 'expected, +1 σ',
};

/**
 * The excluded ranges where the second axis has names: a row for each plane, name, discriminant and strength with any. No table where
 * nothing is excluded at all: captions say so.
 */
export function rangesTable(
  planes: readonly Plane[],
  intervals: readonly PlaneIntervalRow[],
  asked: ExclusionPlaneParams,
): readonly ReportDocument[] {
  const called = (name: string): Cell => ({ text: asked.labels[name] ?? name, value: name });
  const limits = PLANE_LIMITS.filter((limit) => planes.some((plane) => limitsIn(plane).includes(limit)));
  const rows = groupsOf(planes).flatMap(({ plane, category, discriminant }) =>
    asked.levels.flatMap((level) => {
      const own = intervals.filter(
        (row) =>
          row.plane === plane && row.category === category && row.discriminant === discriminant && row.level === level,
      );
      if (own.length === 0) return [];
      return [
        [
          ...(asked.each === undefined ? [] : [called(plane)]),
          called(category),
          called(discriminant),
          { text: String(level), value: level },
          ...limits.map((limit): Cell => {
            const text = own
              .filter((row) => row.limit === limit)
              .map(rangeText)
              .join(', ');
            return { text: text === '' ? 'none' : text, value: text === '' ? null : text };
          }),
        ],
      ];
    }),
  );
  if (rows.length === 0) return [];
  const { column, title: second = column } = asked.y;
  const { title: across = asked.x.column, unit } = asked.x;
  return [
    {
      kind: 'table',
      name: nameWith(asked.name, 'ranges'),
      title: `${asked.title === '' ? 'Excluded' : `${asked.title}:`} ${across}${unit === '' ? '' : ` / ${unit}`}`,
      caption:
        'An end in square brackets is the edge of what was tested, or of a hole, not a crossing. What is not listed is excluded nowhere.',
      columns: [
        ...[...(asked.each === undefined ? [] : [asked.each]), second, asked.series].map((title) => ({
          ...{ title, text: true, group: null },
        })),
        { title: 'μ', text: false, group: null },
        ...limits.map((limit) => ({ title: TITLES[limit], text: true, group: null })),
      ],
      rows,
    },
  ];
}

/** Plane by plane and name by name, the discriminants side by side. */
function groupsOf(planes: readonly Plane[]) {
  return [...new Set(planes.map(({ name }) => name))].flatMap((plane) => {
    const own = planes.filter(({ name }) => name === plane);
    return (own[0]?.names ?? []).flatMap((category) =>
      own.map(({ discriminant }) => ({ plane, category, discriminant })),
    );
  });
}

/** `[130] – 204.3`. */
function rangeText({ from, to, from_end: lower, to_end: upper }: PlaneIntervalRow): string {
  const text = (value: number, end: PlaneIntervalRow['from_end']): string =>
    end === 'crossing' ? formatNumber(value, 4) : `[${value}]`;
  return `${text(from, lower)} – ${text(to, upper)}`;
}
