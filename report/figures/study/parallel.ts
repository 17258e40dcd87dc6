import type { Spec } from 'vega';
import type { StudyDimension, StudyResult } from '../../../schemas/results/index.ts';
import { formatNumber } from '../../style/numbers.ts';
import { ink } from '../../style/palette.ts';
import { scoreName } from '../../style/study.ts';
import { namesAxis } from '../axis.ts';
import { figure } from '../figure.ts';
import { constant, from, layer } from '../layer.ts';
import { fontSizes, plotHeight, plotWidth, type Header, type Layout } from '../layout.ts';
import { texts, type Label } from '../text.ts';
import { placeAlong, scored } from './bins.ts';
import { rankFractions, scoreColour } from './colours.ts';

const layout: Layout = { width: 1240, height: 600, left: 40, right: 40, top: 42, bottom: 92 };
const margin = 44;
const mostAxes = 14;

/**
 * Parallel coordinates: a line for each trial through its value in every dimension to its score on the right, coloured by rank. A line breaks
 * where a trial does not have a dimension. With many dimensions, those that exist most often.
 */
export function parallelFigure(study: StudyResult, header: Header): Spec {
  const trials = scored(study.trials);
  const dimensions = shownDimensions(study);
  const [width, height] = [plotWidth(layout), plotHeight(layout)];
  const columnAt = (index: number): number => ((index + 0.5) / (dimensions.length + 1)) * width;
  const rowAt = (place: number): number => height - margin - place * (height - 2 * margin);
  const scores = trials.map(({ score }) => score);
  const fractions = rankFractions(scores, study.goal);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const scorePlace = (score: number): number => (high > low ? (score - low) / (high - low) : 0.5);
  const lines = trials.map((trial, index) => ({
    path: pathOf([
      ...dimensions.map((dimension, column) => {
        const place = placeAlong(dimension, trial);
        return place === undefined ? undefined : ([columnAt(column), rowAt(place)] as const);
      }),
      [columnAt(dimensions.length), rowAt(scorePlace(trial.score))],
    ]),
    colour: scoreColour(fractions[index] ?? 0),
    width: trial.rank !== null && trial.rank <= 3 ? 3 : 1.3,
    opacity: trial.rank === null ? 0.35 : 0.85,
  }));
  const names = [...dimensions.map(({ name }) => name), scoreName(study)];
  const axes = names.map((_, index) => ({ path: `M${px(columnAt(index))},${margin}V${px(height - margin)}` }));
  const x = { ...namesAxis('', names), major: [] };
  return figure({
    description: `Hyperparameters and score of ${trials.length} trials in parallel coordinates`,
    x,
    y: { type: 'linear', domain: [0, 1], title: '', major: [], minor: [] },
    header,
    layout,
    layers: [
      layer('path', lines, {
        path: from('path'),
        stroke: from('colour'),
        strokeWidth: from('width'),
        strokeOpacity: from('opacity'),
      }),
      layer('path', axes, { path: from('path'), stroke: constant(ink), strokeWidth: constant(1.2) }),
      texts(
        [
          ...names.map((name, index): Label => ({
            text: clip(name, dimensions.length),
            x: columnAt(index),
            y: height + 26 + (index % 2) * 24,
            align: 'center',
            baseline: 'middle',
          })),
          ...dimensions.flatMap((dimension, index) => endLabels(dimension, columnAt(index), height)),
          ...ends([formatNumber(low), formatNumber(high)], columnAt(dimensions.length), height),
        ],
        dimensions.length > 9 ? fontSizes.note - 4 : fontSizes.note - 2,
      ),
    ],
  });
}

function shownDimensions({ space, trials }: StudyResult): readonly StudyDimension[] {
  const often = (dimension: StudyDimension): number =>
    trials.filter(({ values }) => values[dimension.name] !== undefined).length;
  const varied = space.filter(({ low, high, options }) => options.length > 1 || low !== high);
  const kept = [...varied].sort((a, b) => often(b) - often(a)).slice(0, mostAxes);
  return varied.filter((dimension) => kept.includes(dimension));
}

function endLabels({ type, low, high, options }: StudyDimension, x: number, height: number): readonly Label[] {
  if (type === 'choice')
    return options.length > 6
      ? ends([options[0] ?? '', options.at(-1) ?? ''], x, height)
      : options.map((option, index) => ({
          text: option,
          x: x + 6,
          y: height - margin - (options.length === 1 ? 0.5 : index / (options.length - 1)) * (height - 2 * margin) - 9,
        }));
  const end = (value: number | null): string => (type === 'int' ? String(value ?? '') : formatNumber(value));
  return ends([end(low), end(high)], x, height);
}

const ends = ([low, high]: readonly [string, string], x: number, height: number): readonly Label[] => [
  { text: low, x, y: height - margin + 16, align: 'center', baseline: 'middle' },
  { text: high, x, y: margin - 16, align: 'center', baseline: 'middle' },
];

const px = (value: number): string => String(Number(value.toFixed(1)));
const clip = (name: string, count: number): string => {
  const most = count > 9 ? 18 : 26;
  return name.length > most ? `…${name.slice(name.length - most + 1)}` : name;
};

/** A line through the points that are there; one between two gaps is a short dash. */
function pathOf(places: readonly (readonly [number, number] | undefined)[]): string {
  let path = '';
  let open = false;
  places.forEach((place, index) => {
    if (place === undefined) {
      open = false;
      return;
    }
    const [x, y] = place;
    if (!open && places[index + 1] === undefined) path += `M${px(x - 5)},${px(y)}h10`;
    else path += `${open ? 'L' : 'M'}${px(x)},${px(y)}`;
    open = true;
  });
  return path;
}
