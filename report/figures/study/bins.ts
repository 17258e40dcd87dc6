import type { StudyDimension, StudyTrial } from '../../../schemas/results/index.ts';
import { formatNumber } from '../../style/numbers.ts';

/** The values of a dimension in a few groups, for means over the trials of each. */
export interface Bins {
  readonly labels: readonly string[];
  /** The group of a trial; undefined where the trial does not have the dimension. */
  indexOf(trial: StudyTrial): number | undefined;
}

const most = 6;

/** Options and few whole numbers each by itself, ranges in six parts of equal length on the dimension's scale. */
export function binsOf({ name, type, low, high, log, options }: StudyDimension): Bins {
  if (type === 'choice')
    return {
      labels: options,
      indexOf: ({ values }) => {
        const index = options.indexOf(String(values[name]));
        return index < 0 ? undefined : index;
      },
    };
  const [first, last] = [low ?? 0, high ?? 1];
  const count = last - first + 1;
  if (type === 'int' && count <= most + 2)
    return {
      labels: Array.from({ length: count }, (_, index) => String(first + index)),
      indexOf: ({ values }) => (typeof values[name] === 'number' ? values[name] - first : undefined),
    };
  const scale = (value: number): number => (log ? Math.log(value) : value);
  const edge = (index: number): number => {
    const value = scale(first) + ((scale(last) - scale(first)) * index) / most;
    return log ? Math.exp(value) : value;
  };
  return {
    labels: Array.from({ length: most }, (_, index) => `${short(edge(index), type)}–${short(edge(index + 1), type)}`),
    indexOf: ({ values }) => {
      const value = values[name];
      if (typeof value !== 'number') return undefined;
      const place = ((scale(value) - scale(first)) / (scale(last) - scale(first) || 1)) * most;
      return Math.min(most - 1, Math.max(0, Math.floor(place)));
    },
  };
}

const short = (value: number, type: StudyDimension['type']): string =>
  type === 'int' ? String(Math.round(value)) : formatNumber(value, 2);

/** Where a value lies along its dimension, 0 to 1; undefined where a trial does not have it. */
export function placeAlong(dimension: StudyDimension, { values }: StudyTrial): number | undefined {
  const value = values[dimension.name];
  if (dimension.type === 'choice') {
    const index = dimension.options.indexOf(String(value));
    return index < 0 ? undefined : dimension.options.length === 1 ? 0.5 : index / (dimension.options.length - 1);
  }
  if (typeof value !== 'number') return undefined;
  const scale = (number: number): number => (dimension.log ? Math.log(number) : number);
  const [low, high] = [scale(dimension.low ?? 0), scale(dimension.high ?? 1)];
  return high === low ? 0.5 : (scale(value) - low) / (high - low);
}

/** Trials with a score, the worst first: later ones are drawn on top. */
export const scored = (trials: readonly StudyTrial[]): readonly (StudyTrial & { readonly score: number })[] =>
  trials.filter((trial): trial is StudyTrial & { score: number } => trial.score !== null).toReversed();
