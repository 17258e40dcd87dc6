import { ink } from '../style/palette.ts';
import { clampToAxis, fraction, type Axis } from './axis.ts';
import { constant, from, layer, onX, onY, type Drawing, type Layer } from './layer.ts';
import { plotHeight, plotWidth, type Layout } from './layout.ts';

/** Bin contents between `edges` (one more edge than values). */
export interface Histogram {
  readonly edges: readonly number[];
  readonly values: readonly number[];
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly base: number;
}

/** Steps from the bottom of the frame and back to it; contents outside the axis are put on its edge. */
function outline({ edges, values }: Histogram, y: Axis): readonly Point[] {
  const base = y.type === 'log' ? y.domain[0] : clampToAxis(y, 0);
  const heights = values.map((value) => clampToAxis(y, value));
  return edges.map((x, index) => ({ x, y: heights[index] ?? heights.at(-1) ?? base, base }));
}

/** A filled histogram. */
export function filledSteps(histogram: Histogram, y: Axis, fill: string, opacity = 1): Layer {
  return layer('area', outline(histogram, y), {
    x: onX('x'),
    y: onY('y'),
    y2: onY('base'),
    interpolate: constant('step-after'),
    fill: constant(fill),
    ...(opacity === 1 ? {} : { fillOpacity: constant(opacity) }),
  });
}

/** Contents of several histograms over the same edges, each on top of those before it. */
export function cumulate(contents: readonly (readonly number[])[]): readonly (readonly number[])[] {
  let below: readonly number[] = [];
  return contents.map((values) => (below = values.map((value, bin) => value + (below[bin] ?? 0))));
}

/** A stack from the bottom up. Drawn from the top down, each histogram to the floor, so that a negative bin hides nothing. */
export function stack(
  edges: readonly number[],
  parts: readonly { readonly values: readonly number[]; readonly colour: string }[],
  y: Axis,
): readonly Layer[] {
  const sums = cumulate(parts.map((part) => part.values));
  return parts.map((part, index) => filledSteps({ edges, values: sums[index] ?? [] }, y, part.colour)).reverse();
}

export interface LineStyle {
  readonly colour: string;
  readonly dash?: readonly number[];
  readonly width?: number;
}

/** A histogram as a step line; its ends are drawn down to the floor unless they are `open`. */
export function stepLine(histogram: Histogram, y: Axis, style: LineStyle & { readonly open?: boolean }): Layer {
  const points = outline(histogram, y);
  const first = points[0];
  const last = points.at(-1);
  const ends = style.open === true || first === undefined || last === undefined ? undefined : { first, last };
  const line =
    ends === undefined
      ? points
      : [{ ...ends.first, y: ends.first.base }, ...points, { ...ends.last, y: ends.last.base }];
  return layer('line', line, {
    x: onX('x'),
    y: onY('y'),
    interpolate: constant('step-after'),
    ...stroke(style),
  });
}

export const stroke = ({ colour, dash = [], width = 2.4 }: LineStyle): Drawing['encode'] => ({
  stroke: constant(colour),
  strokeWidth: constant(width),
  strokeDash: constant(dash),
});

const hatchSpacing = 7;

/** A hatched band between `low` and `high` in each bin: strokes cut to the bins, since pattern fills need ids. */
export function hatchedBand(
  edges: readonly number[],
  low: readonly number[],
  high: readonly number[],
  x: Axis,
  y: Axis,
  layout: Layout,
): Layer {
  const across = (value: number): number => fraction(x, value) * plotWidth(layout);
  const down = (value: number): number => (1 - fraction(y, value)) * plotHeight(layout);
  const path = low
    .map((value, bin) => {
      const [left, right] = [edges[bin] ?? 0, edges[bin + 1] ?? 0].map(across) as [number, number];
      return hatch(left, right, down(high[bin] ?? value), down(value));
    })
    .join('');
  return layer('path', path === '' ? [] : [{ path }], {
    path: from('path'),
    stroke: constant(ink),
    strokeWidth: constant(0.9),
  });
}

/** Strokes rising at 45 degrees inside a rectangle, on a grid common to all rectangles so that neighbours join. */
export function hatch(left: number, right: number, top: number, bottom: number): string {
  const px = (value: number): string => String(Number(value.toFixed(1)));
  let path = '';
  // On a stroke x + y is constant.
  for (
    let sum = Math.ceil((left + top) / hatchSpacing) * hatchSpacing;
    sum < right + bottom && bottom - top > 0.3;
    sum += hatchSpacing
  ) {
    const from = Math.max(left, sum - bottom);
    const to = Math.min(right, sum - top);
    if (to > from) path += `M${px(from)},${px(sum - from)}L${px(to)},${px(sum - to)}`;
  }
  return path;
}
