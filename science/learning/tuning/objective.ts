import { InputError, type Objective } from '../../../schemas/index.ts';
import { meanOf } from './trial.ts';

interface Reached {
  readonly values: readonly unknown[];
  /** Whether the path leads through a list. */
  readonly listed: boolean;
}

/** Which elements of a list count. */
export interface Condition {
  holds(list: readonly unknown[]): readonly boolean[];
  /** What the members that it asks for were in all lists so far. */
  seen(): string;
}

/**
 * The numbers that a metric's path leads to in an output: steps are names of members or positions in a list (from 0); a name after a list takes
 * that member of each of its elements, so that `epochs.validation_loss` is the loss of every epoch.
 * @param condition on the elements of the last list on the way
 */
export function metricValues(value: unknown, path: readonly string[], condition?: Condition): readonly unknown[] {
  return reach(value, path, condition).values;
}

function reach(value: unknown, path: readonly string[], condition: Condition | undefined): Reached {
  const [step, ...rest] = path;
  if (Array.isArray(value)) {
    if (step !== undefined && /^\d+$/.test(step)) return reach(value[Number(step)], rest, condition);
    const inner = value.map((item) => reach(item, path, condition));
    const chosen = condition === undefined || inner.some(({ listed }) => listed) ? undefined : condition.holds(value);
    return { values: inner.flatMap(({ values }, index) => (chosen?.[index] === false ? [] : values)), listed: true };
  }
  if (step === undefined) return { values: [value], listed: false };
  if (typeof value !== 'object' || value === null) return { values: [undefined], listed: false };
  return reach((value as Readonly<Record<string, unknown>>)[step], rest, condition);
}

/**
 * The score of an output and the list that it was taken from; `score: null` where a number has no value there (null), as a significance has none
 * without background: the trial has no score.
 * @param condition what the objective's `where` says
 * @throws InputError `study-objective` where the metric leads to no numbers
 */
export function scoreOf(
  output: unknown,
  objective: Objective,
  place: string,
  condition?: Condition,
): { readonly score: number | null; readonly curve: readonly number[] } {
  const { take, goal, path, where } = objective;
  const found = metricValues(output, path, condition);
  const wrong = found.find((value) => value !== null && typeof value !== 'number');
  if (found.length === 0 || wrong !== undefined || found.includes(undefined))
    throw new InputError(
      'study-objective',
      `${place}: ${metricName(objective, where)} is ${found.length === 0 ? 'empty' : String(wrong)}` +
        (found.length === 0 && condition !== undefined ? `: ${condition.seen()}` : ''),
      { expected: 'a number, or a list of numbers', mend: 'correct what the study is to minimise or maximise' },
    );
  const numbers = found.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  if (numbers.length < found.length) return { score: null, curve: [] };
  const score =
    take === 'mean'
      ? meanOf(numbers)
      : take === 'last'
        ? (numbers.at(-1) as number)
        : numbers.reduce((best, value) => (goal === 'minimise' ? Math.min(best, value) : Math.max(best, value)));
  return { score, curve: numbers.length > 1 ? numbers : [] };
}

/** What a study minimises or maximises, as the campaign writes it; with the condition where it is given. */
export function metricName({ task, output, path }: Objective, where?: string): string {
  const name = [...(task === undefined ? [] : [task]), output, ...path].join('.');
  return where === undefined ? name : `${name} where ${where}`;
}
