import type { Spec } from 'vega';
import type { Curves } from '../../schemas/results/curves.ts';
import { labelToText } from '../style/markup.ts';
import { channelName, mediatorMass } from '../style/names.ts';
import { formatNumber } from '../style/numbers.ts';
import { channelColour, ink } from '../style/palette.ts';
import { linearAxis, logit, logitAxis } from './axis.ts';
import type { CategoryContext } from './category.ts';
import { curve, points } from './curve.ts';
import { extent, linearDomain } from './domain.ts';
import { figure, notes } from './figure.ts';
import { plotWidth, standardLayout } from './layout.ts';
import type { Layer } from './layer.ts';
import { legend, type LegendEntry } from './legend.ts';

type Scan = Curves['significance'][number];
type Values = readonly (number | null)[];

const headroom = 0.33;
const dots = [2, 4];

/**
 * Expected significance against the cut on the score at one mass point (GeV) of the category, for each channel. The cut
 * is drawn on a logit scale, since the best ones crowd near 1. Dotted: too few effective background events to be trusted.
 */
export function significanceFigure(curves: Curves, { category, header }: CategoryContext, mass: number): Spec {
  const minimum = curves.minimum_effective_background;
  const scans = curves.significance
    .filter((scan) => scan.mass_gev === mass && scan.method === 'network')
    .map((scan) => ({
      ...scan,
      colour: channelColour(scan.channel),
      at: scan.thresholds.map(logit),
      trusted: trusted(scan, minimum),
    }));
  const shown = scans.flatMap((scan) => [...scan.trusted, scan.best?.significance ?? null]);
  const highest = extent(shown)?.[1] ?? 0;
  const x = logitAxis('Cut on the network score', scoreRange(scans));
  const y = linearAxis('Expected significance Z', linearDomain(shown, headroom));
  return figure({
    description: `Expected significance against the cut on the score for ${labelToText(category)}, ${mass} GeV`,
    x,
    y,
    header,
    layers: [
      ...scans.flatMap(({ colour, at, trusted: values, significance, best }): Layer[] => [
        curve({ x: at, y: sparse(significance, values, highest) }, x, y, { colour, dash: dots, width: 1.8 }),
        curve({ x: at, y: values }, x, y, { colour }),
        ...(best?.threshold == null
          ? []
          : [points({ x: [logit(best.threshold)], y: [best.significance] }, x, y, { colour, size: 90 })]),
      ]),
      notes([category, `${mediatorMass} = ${mass} GeV`]),
      legend(
        [
          ...scans.map(legendEntry),
          { kind: 'line', label: `fewer than ${minimum} eff. bkg. events`, colour: ink, dash: dots },
        ],
        { top: 16, right: plotWidth(standardLayout) - 20 },
      ),
    ],
  });
}

function legendEntry(scan: Scan): LegendEntry {
  const colour = channelColour(scan.channel);
  const best = scan.best === null ? '' : `: best ${formatNumber(scan.best.significance)}`;
  return { kind: 'line', label: channelName(scan.channel) + best, colour };
}

/** The significances with enough effective background events, null elsewhere. */
const trusted = (scan: Scan, minimum: number): Values =>
  scan.significance.map((value, index) => ((scan.background_effective[index] ?? 0) >= minimum ? value : null));

/** What `trusted` leaves out, joined to it; what rises above everything trusted is noise and would run through the legend. */
function sparse(all: Values, kept: Values, highest: number): Values {
  return all.map((value, index) => {
    const inside = kept[index] !== null && kept[index + 1] !== null && kept[index - 1] !== null;
    return inside || value === null || value > 1.1 * highest ? null : value;
  });
}

function scoreRange(scans: readonly Scan[]): readonly [number, number] {
  const all = scans.flatMap((scan) => scan.thresholds);
  return [Math.max(0.01, Math.min(0.1, ...all)), Math.max(0.9, Math.min(1 - 2e-6, Math.max(...all)))];
}
