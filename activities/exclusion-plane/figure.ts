import { planeFigure, type PlaneContours } from '../../report/figures/generic/index.ts';
import { renderSvg } from '../../report/figures/render.ts';
import { labelToText } from '../../report/style/markup.ts';
import type { PlaneLimit, PlaneSummaryRow, ReportDocument } from '../../schemas/results/index.ts';
import type { PlaneMesh, PlaneRegion } from '../../science/statistics/index.ts';
import { headerOf, figureNames, nameWith } from '../rows/figure-params.ts';
import { captionOf } from './caption.ts';
import { colourLevels } from './colours.ts';
import type { ExclusionPlaneParams } from './params.ts';
import { NOT_TESTED, type Plane } from './planes.ts';
import { limitsIn, meshesOf, regionOf } from './regions.ts';

/**
 * Figures of a plane: one for each discriminant where both axes have numbers; where the second has names, one with a strip for each name
 * and discriminant.
 * @param planes of one plane, a discriminant each
 */
export async function planeFigures(
  planes: readonly Plane[],
  summary: readonly PlaneSummaryRow[],
  asked: ExclusionPlaneParams,
): Promise<readonly ReportDocument[]> {
  const levels = colourLevels(planes.flatMap(({ points }) => points.flatMap((point) => point[asked.colours] ?? [])));
  const groups = planes.some(({ names }) => names !== undefined) ? [planes] : planes.map((plane) => [plane]);
  const documents: ReportDocument[] = [];
  for (const group of groups) {
    const drawn = group.filter(({ points }) => points.some((point) => point[asked.colours] !== null));
    if (drawn.length > 0) documents.push(await draw(drawn, group, levels, summary, asked));
  }
  return documents;
}

async function draw(
  planes: readonly Plane[],
  group: readonly Plane[],
  levels: readonly number[],
  summary: readonly PlaneSummaryRow[],
  asked: ExclusionPlaneParams,
): Promise<ReportDocument> {
  const [first] = planes as readonly [Plane];
  const called = (name: string): string => asked.labels[name] ?? name;
  const own = figureNames(asked, first.name);
  const single = first.names === undefined;
  const title = single ? [own.title, called(first.discriminant)].filter((part) => part !== '').join(', ') : own.title;
  const axisTitle = ({ column, title: text = column, unit }: ExclusionPlaneParams['x']): string =>
    unit === '' ? text : `${text} / ${unit}`;
  const rows = rowsOf(planes);
  const known = new Map<PlaneLimit, readonly PlaneMesh[]>();
  const regionAt = (limit: PlaneLimit, level: number): PlaneRegion => {
    const meshes =
      known.get(limit) ?? planes.flatMap((plane) => meshesOf(plane, limit, (name) => rows.at(plane, name)));
    known.set(limit, meshes);
    return regionOf(meshes, level);
  };
  const contours = contoursOf(planes, asked.levels).map(({ limit, level, ...kept }) => ({
    ...kept,
    lines: regionAt(limit, level).contours,
  }));
  const specification = planeFigure({
    description: labelToText(title === '' ? asked.name : title),
    header: headerOf(asked),
    xTitle: axisTitle(asked.x),
    yTitle: axisTitle(asked.y),
    names: first.names?.map((name) => ({
      label: called(name),
      rows: planes.map(({ discriminant }) => (planes.length > 1 ? called(discriminant) : '')),
    })),
    lowest: levels[0] ?? 0,
    regions: levels.slice(1).map((level) => ({ level, outlines: regionAt(asked.colours, level).outlines })),
    contours,
    points: planes.flatMap((plane) =>
      plane.points.flatMap((point) =>
        point.message === NOT_TESTED
          ? []
          : [
              {
                x: point.x,
                y: point.y ?? rows.at(plane, point.category ?? ''),
                known: point[asked.colours] !== null,
              },
            ],
      ),
    ),
    valueTitle: `${asked.colours === 'expected' ? 'Expected' : 'Observed'} upper limit on μ`,
  });
  return {
    kind: 'figure',
    name: single ? nameWith(own.name, first.discriminant) : own.name,
    title,
    caption: captionOf(group, summary, asked),
    svg: await renderSvg(specification),
    wide: false,
  };
}

/** Where strips stand: names from the top, in each name the discriminants. */
function rowsOf(planes: readonly Plane[]): { readonly at: (plane: Plane, name: string) => number } {
  const names = planes[0]?.names ?? [];
  const last = names.length * planes.length - 1;
  return { at: (plane, name) => last - names.indexOf(name) * planes.length - planes.indexOf(plane) };
}

type Wanted = Omit<PlaneContours, 'lines'> & { readonly limit: PlaneLimit; readonly level: number };

function contoursOf(planes: readonly Plane[], [first = 1, ...others]: readonly number[]): readonly Wanted[] {
  const there = new Set(planes.flatMap(limitsIn));
  const at = (level: number): string => (level === 1 ? '' : `, μ = ${level}`);
  const all: readonly Wanted[] = [
    { limit: 'observed', level: first, style: 'observed', label: `observed${at(first)}` },
    { limit: 'expected', level: first, style: 'expected', label: `expected${at(first)}` },
    { limit: 'expected_minus1', level: first, style: 'band', label: '± 1 σ' },
    { limit: 'expected_plus1', level: first, style: 'band', label: '± 1 σ' },
    ...others.map((level, index): Wanted => ({
      ...{ limit: 'expected', level, label: `expected${at(level)}` },
      style: index === 0 ? 'second' : 'third',
    })),
  ];
  return all.filter(({ limit }) => there.has(limit));
}
