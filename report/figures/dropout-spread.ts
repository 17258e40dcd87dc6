import type { Spec } from 'vega';
import type { Curves } from '../../schemas/results/curves.ts';
import { labelToText } from '../style/markup.ts';
import { formatNumber } from '../style/numbers.ts';
import { palette } from '../style/palette.ts';
import { linearAxis, logAxis } from './axis.ts';
import type { CategoryContext } from './category.ts';
import { verticalLine } from './curve.ts';
import { linearDomain } from './domain.ts';
import { figure, notes } from './figure.ts';
import { filledSteps, stepLine } from './histogram.ts';
import { legend } from './legend.ts';

const headroom = 0.27;

/**
 * Standard deviation of each test event's score over the stochastic passes, per class (unit area), with the means. The first
 * bin holds all that lies below it (saturated scores) and may leave the scale of the others: it is cut off, and its
 * content written out.
 */
export function dropoutFigure({ dropout_std: spread }: Curves, { category, header }: CategoryContext): Spec {
  const { edges } = spread;
  const background = fractions(spread.background.events);
  const signal = fractions(spread.signal.events);
  const domain = linearDomain([...background.slice(1), ...signal.slice(1)], headroom);
  const cut = (values: readonly number[]): readonly number[] =>
    values.map((value) => Math.min(value, domain[1] * (1 - headroom)));
  const range = [edges[0] ?? 0, edges.at(-1) ?? 1] as const;
  const title = 'Standard deviation of the score over dropout passes';
  const x = range[0] > 0 ? logAxis(title, range) : linearAxis(title, range);
  const y = linearAxis('Fraction of events / bin', domain);
  const mean = (value: number): string => `mean ${formatNumber(value)}`;
  const percent = (value = 0): string => `${formatNumber(100 * value, 2)} %`;
  return figure({
    description: `Spread of the score over dropout passes for ${labelToText(category)}`,
    x,
    y,
    header,
    layers: [
      filledSteps({ edges, values: cut(background) }, y, palette.blue, 0.45),
      stepLine({ edges, values: cut(background) }, y, { colour: palette.blue, width: 1.6 }),
      stepLine({ edges, values: cut(signal) }, y, { colour: palette.red }),
      verticalLine(spread.background.mean, y, 1 - headroom, { colour: palette.blue, dash: [6, 4], width: 1.8 }),
      verticalLine(spread.signal.mean, y, 1 - headroom, { colour: palette.red, dash: [6, 4], width: 1.8 }),
      notes([
        category,
        `${spread.passes} passes, test events`,
        `first bin, all below it: background ${percent(background[0])}, signal ${percent(signal[0])}`,
      ]),
      legend(
        [
          { kind: 'fill', label: `Background, ${mean(spread.background.mean)}`, colour: palette.blue, opacity: 0.45 },
          { kind: 'line', label: `Signal, ${mean(spread.signal.mean)}`, colour: palette.red },
        ],
        { top: 16, right: 654 },
      ),
    ],
  });
}

function fractions(events: readonly number[]): readonly number[] {
  const total = events.reduce((sum, value) => sum + value, 0);
  return total > 0 ? events.map((value) => value / total) : events;
}
