import { ink } from '../style/palette.ts';
import { labelWidth } from '../style/text-width.ts';
import type { Shape } from './curve.ts';
import { hatch } from './histogram.ts';
import { constant, from, layer, type Layer } from './layer.ts';
import { fontSizes, lineHeight } from './layout.ts';
import { texts } from './text.ts';

/** `label` in markup. A line may carry a point symbol. */
export type LegendEntry =
  | { readonly kind: 'fill'; readonly label: string; readonly colour: string; readonly opacity?: number }
  | { readonly kind: 'hatch'; readonly label: string }
  | {
      readonly kind: 'point';
      readonly label: string;
      readonly colour: string;
      readonly shape: Shape;
      readonly open?: boolean;
    }
  | {
      readonly kind: 'line';
      readonly label: string;
      readonly colour: string;
      readonly dash?: readonly number[];
      readonly shape?: Shape;
      readonly open?: boolean;
    };

const swatch = { width: 30, height: 15, gap: 9 } as const;
const columnGap = 24;

/** Where a legend stands: px from the frame's upper left corner. With `right` its last column ends there. */
export interface LegendPlace {
  readonly top: number;
  readonly left?: number;
  readonly right?: number;
  readonly columns?: number;
}

/** Frameless legend, filled column by column. */
export function legend(entries: readonly LegendEntry[], { top, left, right, columns = 1 }: LegendPlace): Layer {
  const perColumn = Math.ceil(entries.length / columns);
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(
      0,
      ...entries
        .slice(column * perColumn, (column + 1) * perColumn)
        .map(({ label }) => swatch.width + swatch.gap + labelWidth(label, fontSizes.legend)),
    ),
  );
  const total = widths.reduce((sum, width) => sum + width, 0) + columnGap * (columns - 1);
  const start = right === undefined ? (left ?? 0) : right - total;
  const placed = entries.map((entry, index) => {
    const column = Math.floor(index / perColumn);
    const before = widths.slice(0, column).reduce((sum, width) => sum + width + columnGap, 0);
    return { entry, x: Math.round(start + before), y: top + (index % perColumn) * lineHeight + lineHeight / 2 };
  });
  return [
    layer('rect', placed.flatMap(box), {
      ...at,
      width: constant(swatch.width),
      height: constant(swatch.height),
      fill: from('fill'),
      fillOpacity: from('opacity'),
      stroke: from('stroke'),
      strokeWidth: constant(0.9),
    }),
    layer('path', placed.flatMap(hatching), { path: from('path'), stroke: constant(ink), strokeWidth: constant(0.9) }),
    layer('rule', placed.flatMap(line), {
      ...at,
      x2: from('x2'),
      stroke: from('stroke'),
      strokeDash: from('dash'),
      strokeWidth: constant(2.4),
    }),
    layer('symbol', placed.flatMap(symbol), {
      ...at,
      shape: from('shape'),
      size: constant(60),
      stroke: from('stroke'),
      fill: from('fill'),
      strokeWidth: constant(2),
    }),
    texts(
      placed.map(({ entry, x, y }) => ({
        x: x + swatch.width + swatch.gap,
        y,
        text: entry.label,
        baseline: 'middle',
      })),
      fontSizes.legend,
    ),
  ].flat();
}

const at = { x: from('x'), y: from('y') };

interface Placed {
  readonly entry: LegendEntry;
  readonly x: number;
  readonly y: number;
}
type Rows = readonly object[];

const box = ({ entry, x, y }: Placed): Rows =>
  entry.kind === 'line' || entry.kind === 'point'
    ? []
    : [
        {
          x,
          y: y - swatch.height / 2,
          fill: entry.kind === 'fill' ? entry.colour : 'none',
          opacity: entry.kind === 'fill' ? (entry.opacity ?? 1) : 1,
          stroke: entry.kind === 'fill' ? 'none' : ink,
        },
      ];

const hatching = ({ entry, x, y }: Placed): Rows =>
  entry.kind === 'hatch' ? [{ path: hatch(x, x + swatch.width, y - swatch.height / 2, y + swatch.height / 2) }] : [];

const line = ({ entry, x, y }: Placed): Rows =>
  entry.kind === 'line' ? [{ x, x2: x + swatch.width, y, stroke: entry.colour, dash: entry.dash ?? [] }] : [];

const symbol = ({ entry, x, y }: Placed): Rows =>
  (entry.kind === 'line' || entry.kind === 'point') && entry.shape !== undefined
    ? [
        {
          x: x + swatch.width / 2,
          y,
          shape: entry.shape,
          stroke: entry.colour,
          fill: entry.open === true ? 'none' : entry.colour,
        },
      ]
    : [];
