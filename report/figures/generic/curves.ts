import type { Spec } from 'vega';
import { ink } from '../../style/palette.ts';
import { curve, errorBars, points } from '../curve.ts';
import { figure } from '../figure.ts';
import { stroke } from '../histogram.ts';
import { constant, layer, onX, onY, type Layer } from '../layer.ts';
import { standardLayout, type Header } from '../layout.ts';
import { legend } from '../legend.ts';
import { roomyAxis, tightAxis, type AxisRequest } from './axes.ts';
import { legendRoom, seriesStyle } from './series-style.ts';

/** A line through points, in the order given. */
export interface Series {
  /** In markup; empty for a figure with one series. */
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  /** Half lengths of error bars, or the ends of a band. */
  readonly error?: readonly (number | null)[];
  readonly band?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
}

export interface CurvesRequest {
  readonly description: string;
  readonly header: Header;
  readonly x: AxisRequest;
  readonly y: AxisRequest;
  readonly series: readonly Series[];
  readonly style: 'line' | 'points' | 'both';
  readonly fromZero: boolean;
  /** Horizontal lines to compare with. */
  readonly levels: readonly number[];
}

/** One or more curves in a frame. */
export function curvesFigure(request: CurvesRequest): Spec {
  const { series, style, header, description, levels } = request;
  const labelled = series.filter(({ label }) => label !== '');
  const { columns, headroom } = legendRoom(labelled.length);
  const x = tightAxis(
    request.x,
    series.flatMap((one) => one.x),
  );
  const heights = series.flatMap(({ y, error, band }) => [
    ...y,
    ...(band === undefined ? [] : [...band.low, ...band.high]),
    ...(error === undefined ? [] : y.flatMap((value, index) => ends(value, error[index]))),
  ]);
  const y = roomyAxis(request.y, [...heights, ...levels], labelled.length === 0 ? 0.06 : headroom, request.fromZero);
  const width = Math.max(...series.map((one) => one.x.length)) > 60 ? 1.8 : 2.4;
  const drawn = series.map((one, index): Layer => {
    const { colour, dash, shape } = seriesStyle(index);
    const data = { x: one.x, y: one.y };
    const { error } = one;
    const there = one.y.flatMap((value, at) => (value === null || (error?.[at] ?? null) === null ? [] : [at]));
    const bars = (sign: number): number[] => there.map((at) => (one.y[at] as number) + sign * (error?.[at] as number));
    return [
      ...(one.band === undefined ? [] : bandLayer(one, one.band, colour)),
      ...(style === 'points' ? [] : curve(data, x, y, { colour, dash, width })),
      ...(error === undefined
        ? []
        : errorBars(
            there.map((at) => one.x[at] as number),
            bars(-1),
            bars(1),
            y,
            colour,
          )),
      ...(style === 'line' ? [] : points(data, x, y, { colour, shape, size: 70 })),
    ];
  });
  return figure({
    description,
    header,
    x,
    y,
    layout: standardLayout,
    layers: [
      levelLines(levels, x.domain),
      ...drawn,
      legend(
        labelled.map(({ label }, index) => {
          const { colour, dash, shape } = seriesStyle(index);
          return style === 'points'
            ? { kind: 'point', label, colour, shape }
            : { kind: 'line', label, colour, dash, ...(style === 'both' ? { shape } : {}) };
        }),
        { top: 14, left: 22, columns },
      ),
    ],
  });
}

const ends = (value: number | null, error: number | null | undefined): readonly (number | null)[] =>
  value === null || error === null || error === undefined ? [] : [value - error, value + error];

function bandLayer({ x }: Series, { low, high }: NonNullable<Series['band']>, colour: string): Layer {
  const rows = x.flatMap((at, index) => {
    const [from_, to] = [low[index] ?? null, high[index] ?? null];
    return from_ === null || to === null ? [] : [{ x: at, low: from_, high: to }];
  });
  return layer('area', rows, {
    x: onX('x'),
    y: onY('low'),
    y2: onY('high'),
    fill: constant(colour),
    fillOpacity: constant(0.25),
  });
}

const levelLines = (levels: readonly number[], [low, high]: readonly [number, number]): Layer =>
  layer(
    'rule',
    levels.map((y) => ({ y, low, high })),
    { y: onY('y'), x: onX('low'), x2: onX('high'), ...stroke({ colour: ink, dash: [3, 4], width: 1.4 }) },
  );
