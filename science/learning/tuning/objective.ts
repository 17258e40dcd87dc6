import { InputError, type Objective } from '../../../schemas/index.ts';
import { meanOf } from './trial.ts';

/**
 * The numbers that a metric's path leads to in an output: steps are names of members or positions in a list (from 0); a name after a list takes
 * that member of each of its elements, so that `epochs.validation_loss` is the loss of every epoch.
 */
export function metricValues(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) {
    const [step, ...rest] = path;
    if (step !== undefined && /^\d+$/.test(step)) return metricValues(value[Number(step)], rest);
    return value.flatMap((item) => metricValues(item, path));
  }
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [undefined];
  return metricValues((value as Readonly<Record<string, unknown>>)[name], rest);
}

/** The score of an output and the list that it was taken from. @throws InputError `study-objective` */
export function scoreOf(
  output: unknown,
  objective: Objective,
  place: string,
): { readonly score: number; readonly curve: readonly number[] } {
  const found = metricValues(output, objective.path);
  const numbers = found.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  if (numbers.length === 0 || numbers.length < found.length)
    throw new InputError(
      'study-objective',
      `${place}: ${[objective.output, ...objective.path].join('.')} is ${found.length === 0 ? 'empty' : String(found.find((value) => typeof value !== 'number'))}`,
      { expected: 'a number, or a list of numbers', mend: 'correct what the study is to minimise or maximise' },
    );
  const { take, goal } = objective;
  const score =
    take === 'mean'
      ? meanOf(numbers)
      : take === 'last'
        ? (numbers.at(-1) as number)
        : numbers.reduce((best, value) => (goal === 'minimise' ? Math.min(best, value) : Math.max(best, value)));
  return { score, curve: numbers.length > 1 ? numbers : [] };
}
