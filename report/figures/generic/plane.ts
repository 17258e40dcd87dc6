import type { Spec } from 'vega';
import { formatNumber } from '../../style/numbers.ts';
import { ink, palette } from '../../style/palette.ts';
import { labelWidth } from '../../style/text-width.ts';
import { fraction, linearAxis, namesAxis, type Axis } from '../axis.ts';
import { points as symbols } from '../curve.ts';
import { extent } from '../domain.ts';
import { figure } from '../figure.ts';
import { constant, from, layer, type Layer } from '../layer.ts';
import { fontSizes, lineHeight, plotHeight, plotWidth, type Header, type Layout } from '../layout.ts';
import { legend, type LegendEntry } from '../legend.ts';
import { texts } from '../text.ts';

type Line = readonly (readonly [x: number, y: number])[];

/** Lines at which a limit has a value. */
export interface PlaneContours {
  /** In markup. */
  readonly label: string;
  readonly style: 'observed' | 'expected' | 'band' | 'second' | 'third';
  readonly lines: readonly { readonly points: Line; readonly closed: boolean }[];
}

export interface PlaneRequest {
  readonly description: string;
  readonly header: Header;
  /** In markup, with the unit. */
  readonly xTitle: string;
  readonly yTitle: string;
  /** Names on the second axis, in groups, both from the top; the lowest is at 0, the next at 1 ... Undefined for numbers. */
  readonly names?: readonly { readonly label: string; readonly rows: readonly string[] }[] | undefined;
  /** Outlines of where the value is below each level, by rising level; the last holds all that was tested. */
  readonly regions: readonly { readonly level: number; readonly outlines: readonly Line[] }[];
  /** Where the colours of the first region begin. */
  readonly lowest: number;
  readonly contours: readonly PlaneContours[];
  readonly points: readonly { readonly x: number; readonly y: number; readonly known: boolean }[];
  /** Of the scale of colours, in markup. */
  readonly valueTitle: string;
}

const lineStyles = {
  observed: { dash: [], width: 3 },
  expected: { dash: [9, 5], width: 2.6 },
  band: { dash: [2, 4], width: 2 },
  second: { dash: [12, 4, 3, 4], width: 1.8 },
  third: { dash: [18, 5], width: 1.4 },
} as const;

/** A plane in colours of a value, blue below 1 and orange above, with contours over it. Colours are thin near 1: lines stay legible. */
export function planeFigure(request: PlaneRequest): Spec {
  const names = request.names?.flatMap(({ label, rows }) => rows.map((row) => (row === '' ? label : row)));
  const widths = (labels: readonly string[]): number =>
    Math.ceil(Math.max(0, ...labels.map((label) => labelWidth(label, fontSizes.note))));
  const rowWidth = widths(request.names?.flatMap(({ rows }) => rows) ?? []);
  const groupWidth = request.names === undefined ? 0 : 1.1 * widths(request.names.map(({ label }) => label));
  const left = request.names === undefined ? 104 : Math.ceil(Math.max(104, rowWidth + groupWidth + 74));
  const right = 130;
  // Long names widen the figure rather than narrow the plane.
  const width = Math.max(800, left + right + 480);
  const below = legendLines(legendOf(request), width - left - 10);
  const layout: Layout = { width, height: 0, left, right, top: 42, bottom: 86 + below.length * lineHeight };
  const height = names === undefined ? 470 : Math.max(200, 42 * names.length);
  const full: Layout = { ...layout, height: layout.top + layout.bottom + height };
  const x = roomy(
    request.xTitle,
    request.points.map((point) => point.x),
  );
  const y =
    names === undefined
      ? roomy(
          request.yTitle,
          request.points.map((point) => point.y),
        )
      : { ...namesAxis('', names), major: [] };
  const place = ([at, to]: readonly [number, number]): string =>
    `${px(fraction(x, at) * plotWidth(full))},${px((1 - fraction(y, to)) * height)}`;
  return figure({
    description: request.description,
    header: request.header,
    layout: full,
    x,
    y,
    layers: [
      bands(request, place),
      ...request.contours.map((contour) => lines(contour, place)),
      tested(request, x, y),
      ...(request.names === undefined ? [] : [nameLabels(request, request.names, full)]),
      scale(request, full),
      ...below.map((line, index) =>
        legend(line, { top: height + 70 + index * lineHeight, left: 0, columns: line.length }),
      ),
    ],
  });
}

const px = (value: number): string => String(Number(value.toFixed(1)));

/** With some room around the outermost points, so that one sees that nothing was tested beyond them. */
function roomy(title: string, values: readonly number[]): Axis {
  const [low, high] = extent(values) ?? [0, 1];
  const room = high > low ? 0.04 * (high - low) : Math.max(1, Math.abs(low)) / 2;
  return linearAxis(title, [low - room, high + room]);
}

interface Band {
  readonly low: number;
  readonly high: number;
  readonly colour: string;
  readonly opacity: number;
}

/** Paler near 1, but what is below 1 stands out. */
function bandsOf({ regions, lowest }: PlaneRequest): readonly Band[] {
  const all = regions.map(({ level: high }, index) => {
    const low = regions[index - 1]?.level ?? lowest;
    return { low, high, apart: Math.abs(Math.log(low * high)) / 2 };
  });
  const [nearest, farthest] = extent(all.map(({ apart }) => apart)) ?? [0, 0];
  return all.map(({ low, high, apart }) => ({
    ...{ low, high },
    colour: high <= 1 ? palette.blue : palette.orange,
    opacity: Number(
      ((high <= 1 ? 0.25 : 0.1) + (farthest > nearest ? (0.6 * (apart - nearest)) / (farthest - nearest) : 0)).toFixed(
        3,
      ),
    ),
  }));
}

type Placing = (place: readonly [number, number]) => string;

const loop = (outline: Line, place: Placing): string => `M${outline.map(place).join('L')}Z`;

/** Each region without the one inside it: the inner outlines run the other way. */
function bands(request: PlaneRequest, place: Placing): Layer {
  const rows = bandsOf(request).map(({ colour, opacity }, index) => ({
    path:
      (request.regions[index]?.outlines ?? []).map((outline) => loop(outline, place)).join('') +
      (request.regions[index - 1]?.outlines ?? []).map((outline) => loop(outline.toReversed(), place)).join(''),
    ...{ colour, opacity },
  }));
  return layer(
    'path',
    rows.filter(({ path }) => path !== ''),
    { path: from('path'), fill: from('colour'), fillOpacity: from('opacity') },
  );
}

function lines({ style, lines: all }: PlaneContours, place: Placing): Layer {
  const path = all
    .map(({ points, closed }) => (closed ? loop(points, place) : `M${points.map(place).join('L')}`))
    .join('');
  const { dash, width } = lineStyles[style];
  return layer('path', path === '' ? [] : [{ path }], {
    path: from('path'),
    stroke: constant(ink),
    strokeWidth: constant(width),
    strokeDash: constant(dash),
  });
}

function tested({ points }: PlaneRequest, x: Axis, y: Axis): Layer {
  const of = (known: boolean) => {
    const some = points.filter((point) => point.known === known);
    return { x: some.map((point) => point.x), y: some.map((point) => point.y) };
  };
  return [
    ...symbols(of(true), x, y, { colour: ink, shape: 'circle', size: 6 }),
    ...symbols(of(false), x, y, { colour: ink, shape: 'diamond', size: 70, open: true }),
  ];
}

/** Only what is in the figure; contours of one label once. */
function legendOf({ contours, points }: PlaneRequest): readonly LegendEntry[] {
  return [
    ...contours
      .filter(({ lines: drawn }) => drawn.length > 0)
      .filter(({ label }, index, all) => all.findIndex((other) => other.label === label) === index)
      .map(({ label, style }): LegendEntry => ({ kind: 'line', label, colour: ink, dash: lineStyles[style].dash })),
    ...(points.some(({ known }) => known)
      ? [{ kind: 'point', label: 'tested', colour: ink, shape: 'circle' } as const]
      : []),
    ...(points.some(({ known }) => !known)
      ? [{ kind: 'point', label: 'no limit', colour: ink, shape: 'diamond', open: true } as const]
      : []),
  ];
}

/** As many entries side by side as there is room for. */
function legendLines(entries: readonly LegendEntry[], room: number): readonly (readonly LegendEntry[])[] {
  const filled: LegendEntry[][] = [];
  let used = Infinity;
  for (const entry of entries) {
    const width = 39 + labelWidth(entry.label, fontSizes.legend) + 24;
    if (used + width > room + 24) {
      filled.push([]);
      used = 0;
    }
    filled.at(-1)?.push(entry);
    used += width;
  }
  return filled;
}

function nameLabels({ yTitle }: PlaneRequest, groups: NonNullable<PlaneRequest['names']>, layout: Layout): Layer {
  const [width, height] = [plotWidth(layout), plotHeight(layout)];
  const step = height / groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const starts = groups.map((_, index) => groups.slice(0, index).reduce((sum, { rows }) => sum + rows.length, 0));
  const rowWidth = Math.max(0, ...groups.flatMap(({ rows }) => rows.map((row) => labelWidth(row, fontSizes.note))));
  const side = { align: 'right', baseline: 'middle' } as const;
  return [
    layer(
      'rule',
      starts.slice(1).map((start) => ({ x: 0, x2: width, y: start * step })),
      { x: from('x'), x2: from('x2'), y: from('y'), stroke: constant(ink), strokeWidth: constant(1) },
    ),
    texts(
      groups.flatMap(({ rows }, group) =>
        rows.map((text, row) => ({ ...side, x: -9, y: ((starts[group] ?? 0) + row + 0.5) * step, text })),
      ),
      fontSizes.note,
    ),
    texts(
      groups.map(({ label, rows }, group) => ({
        ...side,
        x: rowWidth > 0 ? -rowWidth - 25 : -9,
        y: ((starts[group] ?? 0) + rows.length / 2) * step,
        text: label,
        weight: 'bold' as const,
      })),
      fontSizes.note,
    ),
    texts([{ text: yTitle, x: 24 - layout.left, y: 0, align: 'right', angle: -90 }], fontSizes.title),
  ].flat();
}

/** The colours with the levels between them, right of the plane. */
function scale(request: PlaneRequest, layout: Layout): Layer {
  const [width, height] = [plotWidth(layout), plotHeight(layout)];
  const all = bandsOf(request);
  const step = height / Math.max(1, all.length);
  const bar = { left: width + 18, width: 18 };
  const levels = all.length === 0 ? [] : [(all[0] as Band).low, ...all.map(({ high }) => high)];
  return [
    layer(
      'rect',
      all.map(({ colour, opacity }, index) => ({
        ...{ x: bar.left, x2: bar.left + bar.width, y: height - (index + 1) * step, y2: height - index * step },
        ...{ colour, opacity },
      })),
      {
        ...{ x: from('x'), x2: from('x2'), y: from('y'), y2: from('y2') },
        ...{ fill: from('colour'), fillOpacity: from('opacity') },
        ...{ stroke: constant(ink), strokeWidth: constant(0.6) },
      },
    ),
    texts(
      levels.map((level, index) => ({
        x: bar.left + bar.width + 6,
        y: Math.max(7, Math.min(height - 7, height - index * step)),
        text: levelLabel(level),
        baseline: 'middle' as const,
      })),
      fontSizes.note - 2,
    ),
    texts(
      [{ text: request.valueTitle, x: width + layout.right - 8, y: 0, align: 'right', angle: -90 }],
      fontSizes.note,
    ),
  ].flat();
}

/** Short beside the bar: 0.02, 500, 5×10^{7}. */
function levelLabel(level: number): string {
  const [mantissa = '', exponent = ''] = level.toExponential(1).split('e');
  const power = Number(exponent);
  if (power > -3 && power < 4) return formatNumber(level, mantissa.endsWith('.0') ? 1 : 2);
  const factor = mantissa.replace('.0', '');
  return `${factor === '1' ? '' : `${factor}×`}10^{${power < 0 ? '−' : ''}${Math.abs(power)}}`;
}
