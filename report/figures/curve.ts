import type { MethodStyle } from '../style/palette.ts';
import { clampToAxis, valueAt, type Axis } from './axis.ts';
import { stroke, type LineStyle } from './histogram.ts';
import { constant, from, layer, onX, onY, type Layer } from './layer.ts';

/** Points of a curve. Where `y` is null, or `x` outside the frame, the curve has a gap; `y` outside is put on the edge. */
export interface Points {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly drawn: boolean;
}

function place({ x, y }: Points, xAxis: Axis, yAxis: Axis): readonly Placed[] {
  return x.map((value, index) => {
    const height = y[index] ?? null;
    const inside = value >= xAxis.domain[0] && value <= xAxis.domain[1];
    return height !== null && Number.isFinite(height) && inside
      ? { x: value, y: clampToAxis(yAxis, height), drawn: true }
      : { x: xAxis.domain[0], y: yAxis.domain[0], drawn: false };
  });
}

/** A line through the points. */
export function curve(points: Points, x: Axis, y: Axis, style: LineStyle): Layer {
  const placed = place(points, x, y);
  // One point without a value makes a gap; more of them, or some at the ends, change nothing.
  const needed = placed.filter((point, index) => point.drawn || (index > 0 && placed[index - 1]?.drawn === true));
  return layer('line', needed, {
    x: onX('x'),
    y: onY('y'),
    defined: from('drawn'),
    ...stroke(style),
  });
}

export type Shape = MethodStyle['shape'];

export interface PointStyle {
  readonly colour: string;
  readonly shape?: Shape;
  /** Area in square px. */
  readonly size?: number;
  /** An outline only. */
  readonly open?: boolean;
}

/** A symbol at each point; gaps are left out. */
export function points(given: Points, x: Axis, y: Axis, { colour, shape, size, open }: PointStyle): Layer {
  const drawn = place(given, x, y).filter((point) => point.drawn);
  return layer('symbol', drawn, {
    x: onX('x'),
    y: onY('y'),
    shape: constant(shape ?? 'circle'),
    size: constant(size ?? 60),
    stroke: constant(colour),
    strokeWidth: constant(2),
    fill: constant(open === true ? 'none' : colour),
  });
}

/** Vertical bars from `low` to `high` at each `x`. */
export function errorBars(
  x: readonly number[],
  low: readonly number[],
  high: readonly number[],
  y: Axis,
  colour: string,
): Layer {
  const rows = x.map((value, index) => ({
    x: value,
    low: clampToAxis(y, low[index] ?? 0),
    high: clampToAxis(y, high[index] ?? 0),
  }));
  return layer('rule', rows, { x: onX('x'), y: onY('low'), y2: onY('high'), ...stroke({ colour, width: 1.6 }) });
}

/** A vertical line from the bottom of the frame up to a fraction of its height, so that it stays below the legend. */
export function verticalLine(value: number, y: Axis, reach: number, style: LineStyle): Layer {
  return layer('rule', [{ x: value, low: y.domain[0], high: valueAt(y, reach) }], {
    x: onX('x'),
    y: onY('low'),
    y2: onY('high'),
    ...stroke(style),
  });
}
