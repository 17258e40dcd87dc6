import type { Spec } from 'vega';
import type { History } from '../../schemas/results/history.ts';
import { labelToText } from '../style/markup.ts';
import { ink, palette } from '../style/palette.ts';
import { linearAxis, logAxis, wholeSteps } from './axis.ts';
import type { CategoryContext } from './category.ts';
import { curve, points, verticalLine, type Points } from './curve.ts';
import { extent, linearDomain, logDomain, positive } from './domain.ts';
import { figure, notes } from './figure.ts';
import { legend } from './legend.ts';

const headroom = 0.24;

/** Loss per epoch on training and validation events, the kept epoch marked; logarithmic when it falls by more than ten. */
export function lossFigure({ epochs, best_epoch: best }: History, { category, header }: CategoryContext): Spec {
  const epoch = epochs.map((row) => row.epoch);
  const training: Points = { x: epoch, y: epochs.map((row) => row.loss) };
  const validation: Points = { x: epoch, y: epochs.map((row) => row.validation_loss) };
  const losses = [...training.y, ...validation.y];
  const [low, high] = extent(losses, positive) ?? [0.1, 1];
  const last = epoch.at(-1) ?? 1;
  const x = linearAxis('Epoch', last > 1 ? [1 - 0.02 * last, last * 1.02] : [0, 2], Math.min(8, last), wholeSteps);
  const y =
    high / low > 10
      ? logAxis('Weighted loss', logDomain(losses, headroom))
      : linearAxis('Weighted loss', linearDomain(losses, headroom));
  const styles = [
    { points: training, colour: palette.blue, dash: [9, 5], shape: 'square', open: true, label: 'Training' },
    { points: validation, colour: palette.red, dash: [], shape: 'circle', open: false, label: 'Validation' },
  ] as const;
  const symbols = epochs.length <= 60;
  return figure({
    description: `Loss per epoch for ${labelToText(category)}; the weights of epoch ${best} were kept`,
    x: { ...x, minor: last > 12 ? x.minor.filter(Number.isInteger) : [] },
    y,
    header,
    layers: [
      verticalLine(best, y, 1 - headroom, { colour: ink, dash: [6, 4], width: 1.4 }),
      ...styles.map((style) => curve(style.points, x, y, style)),
      ...(symbols ? styles.map((style) => points(style.points, x, y, { ...style, size: 44 })) : []),
      notes([category, `kept: epoch ${best} of ${last}`]),
      legend(
        styles.map(({ label, colour, dash, shape, open }) => ({
          kind: 'line' as const,
          label,
          colour,
          dash,
          ...(symbols ? { shape, open } : {}),
        })),
        { top: 16, right: 654 },
      ),
    ],
  });
}
