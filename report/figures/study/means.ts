import type { Spec } from 'vega';
import type { StudyDimension, StudyResult } from '../../../schemas/results/index.ts';
import { formatNumber } from '../../style/numbers.ts';
import { ink, palette } from '../../style/palette.ts';
import { scoreName } from '../../style/study.ts';
import { fraction, linearAxis, namesAxis, type Axis } from '../axis.ts';
import { errorBars, points } from '../curve.ts';
import { figure } from '../figure.ts';
import { constant, from, layer, onX, onY, type Layer } from '../layer.ts';
import { fontSizes, plotHeight, plotWidth, standardLayout, type Header, type Layout } from '../layout.ts';
import { texts } from '../text.ts';
import { binsOf, scored } from './bins.ts';
import { scoreColour } from './colours.ts';
import { scoreDomain } from './progress.ts';

/** Mean, its error, and number of the scores of each group. */
interface Mean {
  readonly index: number;
  readonly mean: number;
  readonly error: number;
  readonly count: number;
}

function meansOf(groups: ReadonlyMap<number, readonly number[]>): readonly Mean[] {
  return [...groups]
    .map(([index, scores]) => {
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, scores.length - 1);
      return { index, mean, error: Math.sqrt(variance / scores.length), count: scores.length };
    })
    .sort((a, b) => a.index - b.index);
}

function add(groups: Map<number, number[]>, index: number, score: number): void {
  const list = groups.get(index);
  if (list === undefined) groups.set(index, [score]);
  else list.push(score);
}

/** Mean score of complete trials for each value (or range of values) of one dimension, the single scores behind it. */
export function meanFigure(study: StudyResult, dimension: StudyDimension, header: Header): Spec {
  const bins = binsOf(dimension);
  const groups = new Map<number, number[]>();
  const dots: { x: number; y: number }[] = [];
  for (const trial of scored(study.trials)) {
    const index = trial.rank === null ? undefined : bins.indexOf(trial);
    if (index === undefined) continue;
    add(groups, index, trial.score);
    // Spread by the number of the trial, so that equal scores do not hide each other.
    dots.push({ x: index + (((trial.trial * 0.618034) % 1) - 0.5) * 0.4, y: trial.score });
  }
  const means = meansOf(groups);
  const y = linearAxis(
    `Mean ${scoreName(study).replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase())}`,
    scoreDomain([['', study]]),
  );
  const x = slim(namesAxis(dimension.name, bins.labels));
  return figure({
    description: `Mean score for each value of ${dimension.name}`,
    x,
    y,
    header,
    layers: [
      points({ x: dots.map((dot) => dot.x), y: dots.map((dot) => dot.y) }, x, y, { colour: palette.cyan, size: 26 }),
      errorBars(
        means.map(({ index }) => index),
        means.map(({ mean, error }) => mean - error),
        means.map(({ mean, error }) => mean + error),
        y,
        palette.red,
      ),
      points({ x: means.map(({ index }) => index), y: means.map(({ mean }) => mean) }, x, y, {
        colour: palette.red,
        shape: 'square',
        size: 110,
      }),
      counts(means, x, y),
    ],
  });
}

/** How many trials a mean is of. */
function counts(means: readonly Mean[], x: Axis, y: Axis): Layer {
  return texts(
    means.map(({ index, count }) => ({
      text: `n = ${count}`,
      x: fraction(x, index) * plotWidth(standardLayout),
      y: (1 - fraction(y, y.domain[1])) * plotHeight(standardLayout) + 20,
      align: 'center',
      baseline: 'middle',
    })),
    fontSizes.note - 2,
  );
}

/** Ranges make long labels: every second one where there are many of them. */
const slim = (axis: Axis): Axis => ({
  ...axis,
  major: axis.major.filter((_, index) => axis.major.length <= 4 || longest(axis) < 9 || index % 2 === 0),
});
const longest = (axis: Axis): number => Math.max(...axis.major.map(({ label }) => label.length));

const heatLayout: Layout = { width: 860, height: 640, left: 150, right: 40, top: 42, bottom: 78 };

/** Mean score of complete trials for each pair of values of two dimensions; a cell without trials stays empty. */
export function pairFigure(study: StudyResult, pair: readonly [StudyDimension, StudyDimension], header: Header): Spec {
  const [first, second] = pair;
  const [columns, rows] = [binsOf(first), binsOf(second)];
  const groups = new Map<number, number[]>();
  for (const trial of scored(study.trials)) {
    const [column, row] = [columns.indexOf(trial), rows.indexOf(trial)];
    if (trial.rank === null || column === undefined || row === undefined) continue;
    add(groups, row * columns.labels.length + column, trial.score);
  }
  const means = meansOf(groups);
  const values = means.map(({ mean }) => mean);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = slim(namesAxis(first.name, columns.labels));
  const y = namesAxis(second.name, rows.labels);
  const cells = means.map(({ index, mean, count }) => {
    const part = high > low ? (mean - low) / (high - low) : 1;
    const good = study.goal === 'maximise' ? part : 1 - part;
    return {
      column: index % columns.labels.length,
      row: Math.floor(index / columns.labels.length),
      mean,
      count,
      colour: scoreColour(good),
      text: good > 0.6 ? '#111' : '#fff',
    };
  });
  const [width, height] = [plotWidth(heatLayout), plotHeight(heatLayout)];
  return figure({
    description: `Mean score for each pair of values of ${first.name} and ${second.name}`,
    x,
    y,
    header,
    layout: heatLayout,
    layers: [
      layer(
        'rect',
        cells.map((cell) => ({
          ...cell,
          left: cell.column - 0.5,
          right: cell.column + 0.5,
          low: cell.row - 0.5,
          high: cell.row + 0.5,
        })),
        {
          x: onX('left'),
          x2: onX('right'),
          y: onY('high'),
          y2: onY('low'),
          fill: from('colour'),
          stroke: constant(ink),
          strokeOpacity: constant(0.25),
        },
      ),
      layer(
        'text',
        cells.map(({ column, row, mean, count, text }) => ({
          label: `${formatNumber(mean)}${count > 1 ? ` (${count})` : ''}`,
          x: fraction(x, column) * width,
          y: (1 - fraction(y, row)) * height,
          colour: text,
        })),
        {
          x: from('x'),
          y: from('y'),
          text: from('label'),
          fill: from('colour'),
          align: constant('center'),
          baseline: constant('middle'),
          fontSize: constant(columns.labels.length > 4 ? 13 : 16),
        },
      ),
    ],
  });
}
