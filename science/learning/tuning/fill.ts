import { InputError } from '../../../schemas/index.ts';

/**
 * A string that stands for a hyperparameter; with `?` where it may not exist, and then its member is left out. With `...` before it, in a
 * list: for the elements of a list.
 */
const reference = /^(\.\.\.)?\$\{trial\.([A-Za-z0-9_]+)\??\}$/;

const absent = Symbol('absent');

/** The hyperparameter that a string stands for, if it does. */
export const referredTo = (text: string): string | undefined => reference.exec(text)?.[2];

/** Parameters with every `${trial.name}` replaced by its value. @throws InputError `study-space` for `...` before what is no list */
export function fillParams(template: unknown, hyperparameters: Readonly<Record<string, unknown>>): unknown {
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const name = referredTo(value);
      if (name === undefined) return value;
      return name in hyperparameters ? hyperparameters[name] : absent;
    }
    if (Array.isArray(value)) return value.flatMap(elements).filter((item) => item !== absent);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value)
          .map(([name, member]) => [name, fill(member)] as const)
          .filter(([, member]) => member !== absent),
      );
    return value;
  };
  const elements = (item: unknown): readonly unknown[] => {
    const filled = fill(item);
    const spread = typeof item === 'string' && reference.exec(item)?.[1] !== undefined && filled !== absent;
    if (!spread) return [filled];
    if (Array.isArray(filled)) return filled;
    throw new InputError('study-space', `${item} is no list`, { expected: 'a list, whose elements go into this one' });
  };
  return fill(template);
}

/** A copy of `params` in which the value at `path` is another one. */
export function setAt(params: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const record = typeof params === 'object' && params !== null ? (params as Readonly<Record<string, unknown>>) : {};
  return { ...record, [name]: setAt(record[name], rest, value) };
}

/** The value at `path`, or undefined. */
export function getAt(params: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined,
    params,
  );
}
