import type { Spec } from 'vega';
import { labelToText } from '../style/markup.ts';
import { mediatorMass, methodName } from '../style/names.ts';
import { ink, methodStyles } from '../style/palette.ts';
import { linearAxis, logAxis } from './axis.ts';
import { curve, errorBars, points, verticalLine } from './curve.ts';
import { extent, logDomain, positive } from './domain.ts';
import { figure, notes } from './figure.ts';
import type { Layer } from './layer.ts';
import { plotWidth, standardLayout, type Header } from './layout.ts';
import { legend } from './legend.ts';

export type DrawnMethod = keyof typeof methodStyles;

export interface MassSignificance {
  readonly mass: number;
  readonly method: DrawnMethod;
  readonly significance: number | null;
  readonly error: number | null;
}

export interface MassScan {
  /** `DH LDS`, in markup. */
  readonly name: string;
  /** Channels combined, by rising mass. */
  readonly points: readonly MassSignificance[];
  /** Masses in GeV between which another network takes over. */
  readonly boundaries: readonly number[];
}

const headroom = 0.24;
const methods = ['network', 'network_dropout', 'cut-and-count'] as const;

/** Expected significance of each method against the mediator's mass for one model and scenario. */
export function massFigure({ name, points: given, boundaries }: MassScan, header: Header): Spec {
  const significances = given.map((point) => point.significance);
  const [lowest, highest] = extent(given.map(({ mass }) => mass)) ?? [0, 1];
  const margin = Math.max(1, (highest - lowest) * 0.04);
  const x = linearAxis(`${mediatorMass} [GeV]`, [lowest - margin, highest + margin]);
  const y = logAxis('Expected significance Z', logDomain(significances, headroom));
  return figure({
    description: `Expected significance against the mass of the mediator for ${labelToText(name)}`,
    x,
    y,
    header,
    layers: [
      ...boundaries.map((mass) => verticalLine(mass, y, 1 - headroom, { colour: ink, dash: [2, 5], width: 1 })),
      ...methods.flatMap((method): Layer[] => {
        const chosen = given.filter((point) => point.method === method);
        const { colour, dash, shape } = methodStyles[method];
        const line = {
          x: chosen.map(({ mass }) => mass),
          y: chosen.map(({ significance }) => atLeastZero(significance)),
        };
        const bars = chosen.filter(
          ({ error, significance }) => error !== null && significance !== null && significance > 0,
        );
        return [
          errorBars(
            bars.map(({ mass }) => mass),
            bars.map(({ significance, error }) => (significance ?? 0) - (error ?? 0)),
            bars.map(({ significance, error }) => (significance ?? 0) + (error ?? 0)),
            y,
            colour,
          ),
          curve(line, x, y, { colour, dash, width: 1.8 }),
          points(line, x, y, { colour, shape, size: 70 }),
        ];
      }),
      notes([name, 'channels combined']),
      legend(
        methods.map((method) => ({ kind: 'line', label: methodName(method), ...methodStyles[method] })),
        { top: 16, right: plotWidth(standardLayout) - 20 },
      ),
    ],
  });
}

/** No point is drawn for a significance of zero: it has no place on a logarithmic axis. */
const atLeastZero = (value: number | null): number | null => (value !== null && positive(value) ? value : null);
