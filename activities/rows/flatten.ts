import { InputError, type Attributes, type Scalar } from '../../schemas/index.ts';

/** A row of any result: names and plain values. */
export type Row = Readonly<Record<string, Scalar>>;

/**
 * Rows out of a structured result. `path` leads to them: `epochs`, `parts.*.roc`; `*` stands for every entry of a list or object. Plain
 * values of what it passes through are columns of every row, an object's entry gets a column `key` with its name.
 *
 * At the end of the path an object whose values are lists of one length is a table of columns; a list of objects is a row each, a list of
 * values a row with `index` and `value` each; any other object is one row, nested names joined with `_`.
 * @throws InputError `rows` where the path leads nowhere
 */
export function rowsOf(value: unknown, path: string, carried: Attributes, origin: string): readonly Row[] {
  const steps = path === '' ? [] : path.split('.');
  return walk(value, steps, { ...carried });

  function walk(at: unknown, left: readonly string[], inherited: Row): readonly Row[] {
    const [step, ...rest] = left;
    if (step === undefined) return finalRows(at, inherited);
    if (step === '*') {
      if (Array.isArray(at)) return at.flatMap((entry) => walk(entry, rest, { ...inherited, ...plain(entry) }));
      if (isObject(at))
        return Object.entries(at).flatMap(([key, entry]) => walk(entry, rest, { ...inherited, key, ...plain(entry) }));
    } else if (isObject(at) && step in at) return walk(at[step], rest, { ...inherited, ...plain(at) });
    throw new InputError('rows', `there is no '${step}' on the way '${path}' in the result of ${origin}`, {
      expected: isObject(at)
        ? `one of ${Object.keys(at).join(', ')}`
        : Array.isArray(at)
          ? "'*' (it is a list)"
          : 'an object',
      mend: 'correct `rows:` of the task; umbra tasks describes what each kind puts out',
    });
  }
}

function finalRows(at: unknown, inherited: Row): readonly Row[] {
  if (Array.isArray(at))
    return at.map((entry, index) =>
      isObject(entry) ? { ...inherited, ...flat(entry) } : { ...inherited, index, value: scalarOf(entry) },
    );
  if (!isObject(at)) return [{ ...inherited, value: scalarOf(at) }];
  const lists = Object.entries(at).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const [first] = lists;
  if (first !== undefined && lists.every(([, list]) => list.length === first[1].length && !list.some(isObject)))
    return first[1].map((_, index) => ({
      ...inherited,
      ...plain(at),
      index,
      ...Object.fromEntries(lists.map(([name, list]) => [name, scalarOf(list[index])])),
    }));
  return [{ ...inherited, ...flat(at) }];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const scalarOf = (value: unknown): Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** The plain values of an object; nothing of anything else. */
const plain = (value: unknown): Row =>
  isObject(value) ? (Object.fromEntries(Object.entries(value).filter(([, one]) => isScalar(one))) as Row) : {};

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');

/** All plain values of an object and of those in it; a list of texts as one text with blanks between. */
function flat(value: Readonly<Record<string, unknown>>, prefix = ''): Row {
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, one]) =>
      isObject(one)
        ? flat(one, `${prefix}${name}_`)
        : isScalar(one)
          ? { [prefix + name]: one }
          : isTexts(one)
            ? { [prefix + name]: one.join(' ') }
            : {},
    ),
  ) as Row;
}
