import type { Spec } from 'vega';
import { methodName } from '../style/names.ts';
import { formatNumber } from '../style/numbers.ts';
import { ink, methodStyles, type MethodStyle } from '../style/palette.ts';
import { fraction, logAxis, namesAxis, type Axis } from './axis.ts';
import { points } from './curve.ts';
import { logDomain } from './domain.ts';
import { figure } from './figure.ts';
import { constant, layer, onX, onY, type Layer } from './layer.ts';
import { fontSizes, plotHeight, plotWidth, type Header, type Layout } from './layout.ts';
import { legend } from './legend.ts';
import { texts } from './text.ts';

/** Combined significances of one category at its mass point; null where a method has none. */
export interface CategorySignificance {
  /** In markup. */
  readonly name: string;
  readonly network: number | null;
  readonly networkDropout: number | null;
  /** All events. */
  readonly cutAndCount: number | null;
  /** The test events that the networks are judged by. */
  readonly cutAndCountTest: number | null;
}

const rowHeight = 30;
const legendRows = 2;

interface Series {
  readonly label: string;
  readonly style: MethodStyle;
  readonly open: boolean;
  /** Area of the symbol in square px. */
  readonly size: number;
  readonly of: (category: CategorySignificance) => number | null;
}

/** From the bottom up; open symbols are larger or on top, so that equal significances stay visible. */
const series: readonly Series[] = [
  { ...look('cut-and-count', false, 90), label: 'Cut and count, all events', of: (category) => category.cutAndCount },
  {
    ...look('cut-and-count', true, 90),
    label: methodName('cut-and-count-test'),
    of: (category) => category.cutAndCountTest,
  },
  {
    ...look('network_dropout', true, 190),
    label: methodName('network_dropout'),
    of: (category) => category.networkDropout,
  },
  { ...look('network', false, 80), label: methodName('network'), of: (category) => category.network },
];

function look(method: keyof typeof methodStyles, open: boolean, size: number): Pick<Series, 'style' | 'open' | 'size'> {
  return { style: methodStyles[method], open, size };
}

/** Dot plot: one row a category from the top down, significance on a logarithmic axis; the gain over cut and count on the right. */
export function overviewFigure(categories: readonly CategorySignificance[], header: Header): Spec {
  const count = categories.length;
  const rowOf = (index: number): number => count - 1 - index;
  const names = namesAxis('', categories.map(({ name }) => name).toReversed());
  const y: Axis = { ...names, domain: [-0.5, count - 0.5 + legendRows] };
  const all = categories.flatMap((category) => series.map(({ of }) => of(category)));
  const [low, high] = logDomain(all, 0);
  const x = logAxis('Expected significance Z, channels combined', [low, high * 2]);
  const layout: Layout = {
    width: 1100,
    height: (count + legendRows) * rowHeight + 42 + 78,
    left: 210,
    right: 90,
    top: 42,
    bottom: 78,
  };
  return figure({
    description: 'Expected significance of the networks and of cut and count in each category',
    x,
    y,
    header,
    layout,
    layers: [
      guides(count, x),
      ...series.map(({ style, open, size, of }) =>
        points(
          {
            x: categories.map((category) => of(category) ?? Number.NaN),
            y: categories.map((_, index) => rowOf(index)),
          },
          x,
          y,
          { colour: style.colour, shape: style.shape, open, size },
        ),
      ),
      gains(categories, y, layout),
      legend(
        series
          .toReversed()
          .map(({ style, open, label }) => ({ kind: 'point', label, colour: style.colour, shape: style.shape, open })),
        { top: 8, left: 20, columns: 2 },
      ),
    ],
  });
}

/** Faint lines that lead from a name to its points. */
function guides(count: number, x: Axis): Layer {
  const rows = Array.from({ length: count }, (_, y) => ({ y, low: x.domain[0], high: x.domain[1] }));
  return layer('rule', rows, {
    x: onX('low'),
    x2: onX('high'),
    y: onY('y'),
    stroke: constant(ink),
    strokeOpacity: constant(0.15),
  });
}

/** Network over cut and count on the same events, right of the frame. */
function gains(categories: readonly CategorySignificance[], y: Axis, layout: Layout): Layer {
  return texts(
    categories.flatMap(({ network, cutAndCountTest: reference }, index) =>
      network === null || reference === null || reference === 0
        ? []
        : [
            {
              x: plotWidth(layout) + 12,
              y: (1 - fraction(y, categories.length - 1 - index)) * plotHeight(layout),
              text: `× ${formatNumber(network / reference, 2)}`,
              baseline: 'middle' as const,
            },
          ],
    ),
    fontSizes.note,
  );
}
