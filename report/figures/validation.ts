import type { Spec } from 'vega';
import type { Curves } from '../../schemas/results/curves.ts';
import { mediatorMass, processName } from '../style/names.ts';
import { labelToText } from '../style/markup.ts';
import { colourProcesses, signalStyles } from '../style/palette.ts';
import { linearAxis, logAxis } from './axis.ts';
import type { CategoryContext } from './category.ts';
import { lowestMiddleHighest } from './choose.ts';
import { logDomain } from './domain.ts';
import { figure, notes } from './figure.ts';
import { cumulate, hatchedBand, stack, stepLine } from './histogram.ts';
import { standardLayout } from './layout.ts';
import { legend, type LegendEntry } from './legend.ts';

const headroom = 0.34;
const decades = 7;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * Score of the network on the test events: background stacked by process, the largest on top, with its statistical
 * uncertainty hatched; up to three mass points as step lines. Logarithmic; data blinded.
 */
export function validationFigure({ score }: Curves, { category, header }: CategoryContext): Spec {
  const { edges } = score;
  const colours = colourProcesses(score.backgrounds.map(({ process }) => process));
  const backgrounds = score.backgrounds
    .map((entry) => ({
      process: entry.process,
      values: entry.sum_of_weights,
      colour: colours.get(entry.process) ?? '',
      total: sum(entry.sum_of_weights),
    }))
    .sort((a, b) => a.total - b.total || (a.process < b.process ? -1 : 1));
  const total = cumulate(backgrounds.map(({ values }) => values)).at(-1) ?? [];
  const error = total.map((_, bin) => Math.hypot(...score.backgrounds.map((entry) => entry.error[bin] ?? 0)));
  const signals = drawnSignals(score.signals, total);

  const x = linearAxis('Network score', [edges[0] ?? 0, edges.at(-1) ?? 1]);
  const y = logAxis(
    'Events / bin',
    logDomain([...total, ...signals.flatMap(({ values }) => values)], headroom, decades),
  );
  const entries: readonly LegendEntry[] = [
    ...backgrounds.toReversed().map(({ process, colour }) => fill(processName(process), colour)),
    { kind: 'hatch', label: 'Stat. uncertainty' },
    ...signals.map(({ label, style }): LegendEntry => ({ kind: 'line', label, ...style })),
  ];
  return figure({
    description: `Score of the network for ${labelToText(category)}: stacked background and signal, logarithmic`,
    x,
    y,
    header,
    layers: [
      ...stack(edges, backgrounds, y),
      hatchedBand(
        edges,
        total.map((value, bin) => value - (error[bin] ?? 0)),
        total.map((value, bin) => value + (error[bin] ?? 0)),
        x,
        y,
        standardLayout,
      ),
      ...signals.map(({ values, style }) => stepLine({ edges, values }, y, style)),
      notes([`${category}: test events, data blinded`]),
      legend(entries, { top: 48, left: 22, columns: 3 }),
    ],
  });
}

const fill = (label: string, colour: string): LegendEntry => ({ kind: 'fill', label, colour });

/** The lowest, the middle and the highest mass point, scaled by a power of ten where they would lie below the frame. */
function drawnSignals(signals: Curves['score']['signals'], background: readonly number[]) {
  return lowestMiddleHighest(signals).map(({ mass_gev: mass, sum_of_weights: weights }, index) => {
    const power = displayPower(weights, background);
    return {
      label: `${mediatorMass} = ${mass} GeV${power === 0 ? '' : ` × 10^{${power}}`}`,
      values: weights.map((value) => value * 10 ** power),
      style: signalStyles[index] ?? signalStyles[0],
    };
  });
}

/** The power of ten that lifts a signal's highest bin to a thousandth of the background's highest; 0 when it is above. */
function displayPower(signal: readonly number[], background: readonly number[]): number {
  const highest = Math.max(0, ...signal);
  const wanted = Math.max(0, ...background) / 1000;
  if (highest === 0 || wanted === 0) return 0;
  return Math.min(300, Math.max(0, Math.ceil(Math.log10(wanted) - Math.log10(highest))));
}
