import type { Spec } from 'vega';
import type { Curves } from '../../schemas/results/curves.ts';
import { labelToText } from '../style/markup.ts';
import { mediatorMass, methodName } from '../style/names.ts';
import { formatNearOne } from '../style/numbers.ts';
import { methodStyles, palette } from '../style/palette.ts';
import { linearAxis, logAxis } from './axis.ts';
import type { CategoryContext } from './category.ts';
import { lowestMiddleHighest } from './choose.ts';
import { curve } from './curve.ts';
import { extent, positive } from './domain.ts';
import { figure, notes } from './figure.ts';
import type { LineStyle } from './histogram.ts';
import { legend } from './legend.ts';

type Roc = Curves['roc'][number];
interface Drawn {
  readonly roc: Roc;
  readonly label: string;
  readonly style: LineStyle;
}

const massColours = [palette.orange, palette.purple, palette.brown] as const;
const lowestEfficiency = 1e-6;

/**
 * Signal efficiency against background efficiency (logarithmic, since the interesting cuts keep few background events) of
 * both methods for all mass points together, and of the network for the lowest, middle and highest one.
 */
export function rocFigure({ roc }: Curves, { category, header }: CategoryContext): Spec {
  const drawn = chosenCurves(roc);
  const lowest =
    extent(
      drawn.flatMap((one) => one.roc.background_efficiency),
      positive,
    )?.[0] ?? 1e-3;
  const start = 10 ** Math.floor(Math.log10(lowest));
  const x = logAxis('Background efficiency', [Math.min(0.1, Math.max(lowestEfficiency, start)), 1]);
  const whole = linearAxis('Signal efficiency', [0, 1.42]);
  const y = { ...whole, major: whole.major.filter(({ value }) => value <= 1) };
  return figure({
    description: `Signal against background efficiency for ${labelToText(category)}`,
    x,
    y,
    header,
    layers: [
      ...drawn
        .map((one) => curve({ x: one.roc.background_efficiency, y: one.roc.signal_efficiency }, x, y, one.style))
        .toReversed(),
      notes([`${category}: area under the curve`]),
      legend(
        drawn.map((one) => ({ kind: 'line', label: `${one.label}: ${formatNearOne(one.roc.auc)}`, ...one.style })),
        { top: 48, left: 22, columns: 2 },
      ),
    ],
  });
}

/** In the order of the legend: both methods for all masses, then the network for three masses. */
function chosenCurves(roc: Curves['roc']): readonly Drawn[] {
  const byMass = roc.filter((one) => one.mass_gev !== null && one.method === 'network');
  return [
    ...roc
      .filter((one) => one.mass_gev === null)
      .toSorted((a, b) => (a.method < b.method ? -1 : 1))
      .map((one) => ({
        roc: one,
        label: methodName(one.method),
        style: { colour: methodStyles[one.method].colour, dash: methodStyles[one.method].dash },
      })),
    ...(byMass.length < 2 ? [] : lowestMiddleHighest(byMass)).map((one, index) => ({
      roc: one,
      label: `${mediatorMass} = ${one.mass_gev} GeV`,
      style: { colour: massColours[index] ?? palette.slate, width: 1.8 },
    })),
  ];
}
