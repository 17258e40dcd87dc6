import type { PlaneSummaryRow } from '../../schemas/results/index.ts';
import type { ExclusionPlaneParams } from './params.ts';
import { NOT_TESTED, type Plane } from './planes.ts';

/** The caption with what a reader must know of these limits: points without one, and where nothing or all is excluded. */
export function captionOf(
  planes: readonly Plane[],
  summary: readonly PlaneSummaryRow[],
  { caption, colours, labels, levels: [level = 1] }: ExclusionPlaneParams,
): string {
  const called = (name: string): string => labels[name] ?? name;
  const listed = (names: readonly string[]): string => names.map(called).join(', ');
  const own = summary.filter(
    (row) =>
      row.limit === colours &&
      row.level === level &&
      planes.some(({ name, discriminant }) => name === row.plane && discriminant === row.discriminant),
  );
  const of = (share: number): readonly string[] =>
    own.filter(({ excluded_fraction: found }) => found === share).map(({ discriminant }) => discriminant);
  const [none, all] = [of(0), of(1)];
  const strength = level === 1 ? 'the nominal signal' : `${level} × the nominal signal`;
  const is = colours === 'expected' ? 'is expected to be' : 'is';
  const everything = (some: readonly string[]): string => (some.length === planes.length ? '' : ` (${listed(some)})`);
  return [
    caption,
    ...(none.length === 0 ? [] : [`${strength} ${is} excluded nowhere${everything(none)}.`]),
    ...(all.length === 0 ? [] : [`${strength} ${is} excluded wherever it was tested${everything(all)}.`]),
    ...planes.flatMap(({ discriminant, points }) => {
      const missing = points.filter((point) => point[colours] === null && point.message !== NOT_TESTED);
      if (missing.length === 0) return [];
      const places = missing
        .slice(0, 6)
        .map(({ x, y, category }) => `${x}, ${category === null ? y : called(category)}`);
      const more = missing.length > places.length ? ` and ${missing.length - places.length} more` : '';
      return [`No limit of ${called(discriminant)} at ${places.join('; ')}${more}: nothing is interpolated across.`];
    }),
  ]
    .filter((sentence) => sentence !== '')
    .map((sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1))
    .join(' ');
}
