import type { Spec } from 'vega';
import { palette } from '../../style/palette.ts';
import { errorBars } from '../curve.ts';
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
  const layers = groups.map((group, index): Layer => {
    const { colour, dash } = seriesStyle(index - 1);
    const centres = group.values.map((_, bin) => ((group.edges[bin] ?? 0) + (group.edges[bin + 1] ?? 0)) / 2);
    const bars = (sign: number): number[] => group.values.map((value, bin) => value + sign * (group.errors[bin] ?? 0));
    if (index === 0) {
      entries.push({ kind: 'fill', label: group.label, colour: palette.grey, opacity: 0.55 });
      return [...filledSteps(group, y, palette.grey, 0.55), ...errorBars(centres, bars(-1), bars(1), y, palette.slate)];
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
