import type { Spec } from 'vega';
import { formatNumber } from '../../style/numbers.ts';
import { labelWidth } from '../../style/text-width.ts';
import { namesAxis, type Axis } from '../axis.ts';
import { figure } from '../figure.ts';
import { constant, from, layer, onX, onY, type Layer } from '../layer.ts';
import { fontSizes, plotHeight, plotWidth, type Header, type Layout } from '../layout.ts';
import { texts } from '../text.ts';

export interface MatrixRequest {
  readonly description: string;
  readonly header: Header;
  /** In markup, from the left and from the top. */
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** By row and column; null where there is nothing. */
  readonly values: readonly (readonly (number | null)[])[];
  /** What stands in a cell; the value when absent. */
  readonly labels?: readonly (readonly string[])[];
  readonly columnTitle: string;
  readonly rowTitle: string;
  /** `diverging` around `centre`: red above, blue below; `rising`: from pale to dark. */
  readonly colours: 'diverging' | 'rising' | 'falling';
  readonly centre: number;
  /** Colours by the logarithm. */
  readonly logarithmic: boolean;
  readonly digits: number;
  /** False: small cells without numbers, and a scale of colours beside them. */
  readonly numbers?: boolean;
  /** Values of the palest and darkest colour; for `diverging`, of the two darkest. The extremes where absent. */
  readonly limits?: readonly [number, number] | undefined;
  /** Beside the scale of colours. */
  readonly valueTitle?: string;
}

const header = 42;
const most = { cell: 76, least: 30 };

/** A heat map with its numbers in the cells. */
export function matrixFigure(request: MatrixRequest): Spec {
  const { columns, rows } = request;
  const longestRow = Math.max(40, ...rows.map((name) => labelWidth(name, fontSizes.note)));
  const longestColumn = Math.max(20, ...columns.map((name) => labelWidth(name, fontSizes.note)));
  const dense = request.numbers === false;
  const least = dense ? { width: 3, height: 13 } : { width: most.least, height: 26 };
  const cellWidth = Math.max(
    least.width,
    Math.min(most.cell * 1.6, Math.floor((dense ? 640 : 900) / Math.max(1, columns.length))),
  );
  const cellHeight = Math.max(least.height, Math.min(58, Math.floor(700 / Math.max(1, rows.length))));
  const slanted = !dense && longestColumn > most.cell;
  const layout: Layout = {
    left: Math.ceil(longestRow) + 60,
    right: dense ? 110 : 24,
    top: header,
    bottom: (slanted ? Math.ceil(longestColumn * 0.75) + 30 : 40) + 44,
    width: 0,
    height: 0,
  };
  const full: Layout = {
    ...layout,
    width: layout.left + layout.right + Math.max(320, cellWidth * columns.length),
    height: layout.top + layout.bottom + Math.max(160, cellHeight * rows.length),
  };
  const x = { ...namesAxis('', columns), major: [] };
  const y = { ...namesAxis('', rows.toReversed()), major: [] };
  return figure({
    description: request.description,
    header: request.header,
    layout: full,
    x,
    y,
    layers: [
      cells(request, x, y),
      ...(dense ? [colourScale(request, full)] : [numbers(request, full)]),
      names(request, full, slanted, cellWidth),
    ],
  });
}

/** 0 to 1 for `rising`, -1 to 1 for `diverging`. */
function shade(request: MatrixRequest): (value: number) => number {
  const scale = (value: number): number => (request.logarithmic ? Math.log(Math.max(value, Number.MIN_VALUE)) : value);
  const all = request.values
    .flat()
    .flatMap((value) => (value === null || (request.logarithmic && value <= 0) ? [] : [scale(value)]));
  const [low, high] = (request.limits?.map(scale) as [number, number] | undefined) ?? [
    Math.min(...all),
    Math.max(...all),
  ];
  if (request.colours === 'diverging') {
    const centre = scale(request.centre);
    const ends = request.limits === undefined ? all : [low, high];
    const span = Math.max(1e-12, ...ends.map((value) => Math.abs(value - centre)));
    return (value) => (scale(value) - centre) / span;
  }
  const rise = (value: number): number => (high > low ? (scale(value) - low) / (high - low) : 0.5);
  return request.colours === 'falling' ? (value) => 1 - rise(value) : rise;
}

const mix = (from_: readonly number[], to: readonly number[], at: number): string => {
  const share = Math.min(1, Math.max(0, at));
  const parts = from_.map((value, index) => Math.round(value + ((to[index] ?? 0) - value) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
};
const pale = [244, 246, 248];
const blue = [63, 144, 218];
const red = [189, 31, 1];

function colourOf(request: MatrixRequest, at: number): string {
  if (request.colours === 'diverging') return at < 0 ? mix(pale, blue, -at) : mix(pale, red, at);
  return mix(pale, blue, 0.05 + 0.95 * at);
}

function cells(request: MatrixRequest, x: Axis, y: Axis): Layer {
  const at = shade(request);
  const rows = request.values.flatMap((line, row) =>
    line.flatMap((value, column) =>
      value === null
        ? []
        : [
            {
              x: column - 0.5,
              x2: column + 0.5,
              y: y.domain[1] - row,
              y2: y.domain[1] - row - 1,
              fill: colourOf(request, at(value)),
            },
          ],
    ),
  );
  return layer('rect', rows, { x: onX('x'), x2: onX('x2'), y: onY('y'), y2: onY('y2'), fill: from('fill') });
}

function numbers(request: MatrixRequest, layout: Layout): Layer {
  const { rows, columns, values, labels, digits } = request;
  const [width, height] = [plotWidth(layout) / columns.length, plotHeight(layout) / rows.length];
  const at = shade(request);
  const size = Math.max(9, Math.min(fontSizes.note, height * 0.5, width * 0.3));
  const all = values.flatMap((line, row) =>
    line.flatMap((value, column) =>
      value === null
        ? []
        : [
            {
              x: (column + 0.5) * width,
              y: (row + 0.5) * height,
              text: labels?.[row]?.[column] ?? formatNumber(value, digits),
              fill: Math.abs(at(value)) > 0.62 ? '#ffffff' : '#1c2128',
            },
          ],
    ),
  );
  return layer('text', all, {
    x: from('x'),
    y: from('y'),
    text: from('text'),
    align: constant('center'),
    baseline: constant('middle'),
    fontSize: constant(size),
    fill: from('fill'),
  });
}

/** Colours with what they stand for, right of the cells. */
function colourScale(request: MatrixRequest, layout: Layout): Layer {
  const [width, height] = [plotWidth(layout), plotHeight(layout)];
  const all = request.values.flat().flatMap((value) => value ?? []);
  const centre = request.colours === 'diverging' ? request.centre : undefined;
  const [least, largest] = request.limits ?? [Math.min(...all), Math.max(...all)];
  const span = centre === undefined ? 0 : Math.max(Math.abs(least - centre), Math.abs(largest - centre));
  const [low, high] = centre === undefined ? [least, largest] : [centre - span, centre + span];
  const at = shade(request);
  const steps = 60;
  const bar = { left: width + 16, width: 16 };
  const length = Math.min(height, 320);
  const rows = Array.from({ length: steps }, (_, step) => ({
    x: bar.left,
    x2: bar.left + bar.width,
    y: length * (1 - (step + 1) / steps),
    y2: length * (1 - step / steps) + 0.5,
    fill: colourOf(request, at(low + ((high - low) * (step + 0.5)) / steps)),
  }));
  return [
    layer('rect', rows, { x: from('x'), x2: from('x2'), y: from('y'), y2: from('y2'), fill: from('fill') }),
    texts(
      [0, 0.5, 1].map((part) => ({
        x: bar.left + bar.width + 6,
        y: Math.max(7, Math.min(length - 7, length * (1 - part))),
        text: formatNumber(low + (high - low) * part, request.digits),
        align: 'left' as const,
        baseline: 'middle' as const,
      })),
      fontSizes.note - 3,
    ),
    texts([{ text: request.valueTitle ?? '', x: bar.left, y: length + 22, align: 'left' }], fontSizes.note - 3),
  ].flat();
}

function names(
  { rows, columns, rowTitle, columnTitle }: MatrixRequest,
  layout: Layout,
  slanted: boolean,
  narrow: number,
): Layer {
  const [width, height] = [plotWidth(layout), plotHeight(layout)];
  const [cellWidth, cellHeight] = [width / columns.length, height / rows.length];
  return [
    texts(
      [
        ...rows.map((text, row) => ({
          x: -9,
          y: (row + 0.5) * cellHeight,
          text,
          align: 'right' as const,
          baseline: 'middle' as const,
        })),
        ...(narrow < most.least ? [] : columns).map((text, column) => ({
          x: (column + 0.5) * cellWidth + (slanted ? 6 : 0),
          y: height + 10,
          text,
          align: slanted ? ('right' as const) : ('center' as const),
          baseline: 'top' as const,
          ...(slanted ? { angle: -45 } : {}),
        })),
      ],
      Math.min(fontSizes.note, cellHeight * 0.8),
    ),
    texts(
      [
        { text: columnTitle, x: width, y: height + layout.bottom - 14, align: 'right' },
        { text: rowTitle, x: 22 - layout.left, y: 0, align: 'right', angle: -90 },
      ],
      fontSizes.title,
    ),
  ].flat();
}
