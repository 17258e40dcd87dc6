import type { Spec } from 'vega';
import { palette } from '../../style/palette.ts';
import { errorBars, points } from '../curve.ts';
import { linearAxis } from '../axis.ts';
import { figure } from '../figure.ts';
import { filledSteps, stepLine } from '../histogram.ts';
import type { Layer } from '../layer.ts';
import { standardLayout, type Header } from '../layout.ts';
import { legend, type LegendEntry } from '../legend.ts';
import { roomyAxis } from './axes.ts';
import { legendRoom, seriesStyle } from './series-style.ts';

/** A histogram of one group of events: `edges.length - 1` values. */
export interface GroupHistogram {
  /** In markup. */
  readonly label: string;
  readonly edges: readonly number[];
  readonly values: readonly number[];
  readonly errors: readonly number[];
  /** Points with error bars, in the colour of the group before, instead of a line. */
  readonly points?: boolean;
}

export interface DistributionRequest {
  readonly description: string;
  readonly header: Header;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly scale: 'linear' | 'log';
  /** The first is filled, the others are lines. */
  readonly groups: readonly GroupHistogram[];
}

/** Distributions of several groups over one another, the first one filled. */
export function distributionFigure({ description, header, xTitle, yTitle, scale, groups }: DistributionRequest): Spec {
  const edges = groups[0]?.edges ?? [0, 1];
  const x = linearAxis(xTitle, [edges[0] ?? 0, edges.at(-1) ?? 1]);
  const { columns, headroom } = legendRoom(groups.length);
  const tops = groups.flatMap(({ values, errors }) =>
    values.flatMap((value, bin) => [value, value + (errors[bin] ?? 0)]),
  );
  const y = roomyAxis({ title: yTitle, scale }, tops, headroom, true);
  const entries: LegendEntry[] = [];
  const styles = groupStyles(groups);
  const layers = groups.map((group, index): Layer => {
    const { colour, dash } = styles[index] ?? seriesStyle(0);
    const centres = group.values.map((_, bin) => ((group.edges[bin] ?? 0) + (group.edges[bin + 1] ?? 0)) / 2);
    const bars = (sign: number): number[] => group.values.map((value, bin) => value + sign * (group.errors[bin] ?? 0));
    if (index === 0) {
      entries.push({ kind: 'fill', label: group.label, colour: palette.grey, opacity: 0.55 });
      return [...filledSteps(group, y, palette.grey, 0.55), ...errorBars(centres, bars(-1), bars(1), y, palette.slate)];
    }
    if (group.points === true) {
      entries.push({ kind: 'point', label: group.label, colour, shape: 'circle' });
      return [
        ...errorBars(centres, bars(-1), bars(1), y, colour),
        ...points({ x: centres, y: group.values }, x, y, { colour, size: 46 }),
      ];
    }
    entries.push({ kind: 'line', label: group.label, colour, dash });
    return [...stepLine(group, y, { colour, dash }), ...errorBars(centres, bars(-1), bars(1), y, colour)];
  });
  return figure({
    description,
    header,
    x,
    y,
    layout: standardLayout,
    layers: [...layers, legend(entries, { top: 14, left: 22, columns })],
  });
}

/** The first group is grey, each line has a colour of its own, points have that of the group before. */
function groupStyles(
  groups: readonly GroupHistogram[],
): readonly Pick<ReturnType<typeof seriesStyle>, 'colour' | 'dash'>[] {
  let lines = 0;
  return groups.map(({ points: asPoints }, index) => {
    if (index > 0 && asPoints !== true) lines++;
    return lines === 0 ? { colour: palette.slate, dash: [] } : seriesStyle(lines - 1);
  });
}
