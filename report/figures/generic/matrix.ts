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
}

const header = 42;
const most = { cell: 76, least: 30 };

/** A heat map with its numbers in the cells. */
export function matrixFigure(request: MatrixRequest): Spec {
  const { columns, rows } = request;
  const longestRow = Math.max(40, ...rows.map((name) => labelWidth(name, fontSizes.note)));
  const longestColumn = Math.max(20, ...columns.map((name) => labelWidth(name, fontSizes.note)));
  const slanted = longestColumn > most.cell;
  const cellWidth = Math.max(most.least, Math.min(most.cell * 1.6, Math.floor(900 / Math.max(1, columns.length))));
  const cellHeight = Math.max(26, Math.min(58, Math.floor(700 / Math.max(1, rows.length))));
  const layout: Layout = {
    left: Math.ceil(longestRow) + 60,
    right: 24,
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
    layers: [cells(request, x, y), numbers(request, full), names(request, full, slanted)],
  });
}

/** 0 to 1 for `rising`, -1 to 1 for `diverging`. */
function shade(request: MatrixRequest): (value: number) => number {
  const scale = (value: number): number => (request.logarithmic ? Math.log(Math.max(value, Number.MIN_VALUE)) : value);
  const all = request.values
    .flat()
    .flatMap((value) => (value === null || (request.logarithmic && value <= 0) ? [] : [scale(value)]));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (request.colours === 'diverging') {
    const centre = scale(request.centre);
    const span = Math.max(1e-12, ...all.map((value) => Math.abs(value - centre)));
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

function names({ rows, columns, rowTitle, columnTitle }: MatrixRequest, layout: Layout, slanted: boolean): Layer {
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
        ...columns.map((text, column) => ({
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
