import type { Spec } from 'vega';
import type { StudyResult } from '../../../schemas/results/index.ts';
import { palette } from '../../style/palette.ts';
import { linearAxis, namesAxis } from '../axis.ts';
import { figure } from '../figure.ts';
import { constant, layer, onX, onY } from '../layer.ts';
import type { Header, Layout } from '../layout.ts';

const most = 12;
const rowHeight = 34;

/** Share of the variance of the score that each hyperparameter, and each pair beyond its parts, explains. */
export function importanceFigure({ importance }: StudyResult, header: Header): Spec {
  const shown = [...importance].sort((a, b) => b.fraction - a.fraction).slice(0, most);
  const names = shown.map(({ names: of }) => of.join(' × ')).toReversed();
  const longest = Math.max(...names.map((name) => name.length));
  const layout: Layout = {
    width: 900,
    height: shown.length * rowHeight + 42 + 78,
    left: Math.min(420, 40 + 11 * longest),
    right: 40,
    top: 42,
    bottom: 78,
  };
  const rows = shown.map(({ fraction, names: of }, index) => ({
    low: shown.length - 1 - index - 0.35,
    high: shown.length - 1 - index + 0.35,
    start: 0,
    end: fraction,
    colour: of.length > 1 ? palette.orange : palette.blue,
  }));
  const bars = (pair: boolean) => rows.filter(({ colour }) => (colour === palette.orange) === pair);
  return figure({
    description: 'Importance of the hyperparameters (functional analysis of variance)',
    x: linearAxis('Share of the variance of the score', [
      0,
      Math.max(0.1, ...shown.map(({ fraction }) => fraction)) * 1.08,
    ]),
    y: namesAxis('', names),
    header,
    layout,
    layers: [false, true].map((pair) =>
      layer('rect', bars(pair), {
        x: onX('start'),
        x2: onX('end'),
        y: onY('high'),
        y2: onY('low'),
        fill: constant(pair ? palette.orange : palette.blue),
      }),
    ),
  });
}
