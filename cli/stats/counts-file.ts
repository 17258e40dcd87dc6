import { z } from 'zod';
import { readYaml, type YamlDocument } from '../../planning/document.ts';
import { InputError } from '../../schemas/index.ts';
import {
  logNormal,
  type BayesianOptions,
  type CountingExperiment,
  type LogNormal,
} from '../../science/statistics/bayes/index.ts';

const positive = z.number().positive();
const error = z.number().nonnegative();

/** A number with its uncertainty, in any of the ways people write it. */
const quantity = z.union([
  z.number().nonnegative(),
  z
    .string()
    .regex(
      /^\s*[0-9.eE+-]+\s*(\+-|\+\/-|±)\s*[0-9.eE+-]+\s*%?\s*$/,
      "a text such as '108.4 +- 23.0' or '139.2 +- 1.7 %'",
    ),
  z.tuple([z.number().nonnegative(), error]),
  z.strictObject({
    value: z.number().nonnegative(),
    error: error.optional().describe('absolute'),
    relative_error: error.optional(),
    kappa: z.number().min(1).optional().describe('the factor of one standard deviation: exp(sigma)'),
  }),
]);
type Quantity = z.infer<typeof quantity>;

const channel = {
  efficiency: quantity.describe('fraction of the produced signal events that are counted'),
  efficiency_error: error.optional(),
  background: quantity.describe('expected events at the full luminosity'),
  background_error: error.optional(),
  observed: z.int().nonnegative().nullable().optional().describe('events in the data; leave it out while blind'),
};

export const countsFileSchema = z.strictObject({
  luminosity: quantity.describe('1/fb'),
  luminosity_relative_error: error.optional(),
  channels: z.union([
    z.array(z.strictObject({ name: z.string().optional(), ...channel })).min(1),
    z
      .record(z.string(), z.strictObject(channel))
      .refine((channels) => Object.keys(channels).length > 0, { error: 'at least one channel' }),
  ]),
  correlated: z
    .array(z.enum(['luminosity', 'efficiency', 'background']))
    .default(['luminosity'])
    .describe('nuisances that all channels share; the others are independent'),
  credibility: z.number().gt(0).lt(1).default(0.95),
  tolerance: positive.max(0.1).default(0.01).describe('largest relative error of the expected limits'),
  seed: z.int().nonnegative().default(1),
});

/** @throws InputError at the line that is wrong */
export function parseCounts(
  text: string,
  file: string,
): { readonly experiment: CountingExperiment; readonly options: BayesianOptions } {
  const document = readYaml(text, file);
  const parsed = countsFileSchema.safeParse(document.value);
  if (!parsed.success) throw syntaxError(document, parsed.error.issues[0] as z.core.$ZodIssue);
  const { luminosity, luminosity_relative_error: relative, channels, correlated, ...options } = parsed.data;
  const each = Array.isArray(channels)
    ? channels.map((given, i) => ({ path: ['channels', i], ...given, name: given.name ?? `channel ${i + 1}` }))
    : Object.entries(channels).map(([name, given]) => ({ path: ['channels', name], ...given, name }));
  const read = (
    path: readonly (string | number)[],
    given: Quantity,
    absolute: number | undefined,
    factor = 1,
  ): LogNormal => quantityAt(document, path, given, absolute === undefined ? undefined : absolute * factor);
  const scale = read(['luminosity'], luminosity, relative, valueOf(luminosity));
  if (scale.value === 0) throw notPositive(document, ['luminosity']);
  return {
    experiment: {
      luminosity: scale,
      correlated: new Set(correlated),
      channels: each.map(({ path, name, observed, ...given }) => {
        const efficiency = read([...path, 'efficiency'], given.efficiency, given.efficiency_error);
        if (efficiency.value === 0) throw notPositive(document, [...path, 'efficiency']);
        const background = read([...path, 'background'], given.background, given.background_error);
        return { name, efficiency, background, ...(observed == null ? {} : { observed }) };
      }),
    },
    options,
  };
}

function quantityAt(
  document: YamlDocument,
  path: readonly (string | number)[],
  given: Quantity,
  beside: number | undefined,
): LogNormal {
  const value = valueOf(given);
  const within = uncertaintyOf(given);
  if (beside !== undefined && within.length > 0) throw twice(document, path);
  if (within.length > 1) throw twice(document, path);
  const [only] = within;
  if (only?.kappa !== undefined) return { value, sigma: Math.log(only.kappa) };
  const absolute = beside ?? only?.error ?? 0;
  if (value === 0 && absolute > 0)
    throw new InputError('counts-quantity', `${path.join('.')}: 0 +- ${absolute}`, {
      place: document.place(path),
      expected: 'a positive value: uncertainties are log-normal',
      mend: 'give the value that the uncertainty is relative to, or no uncertainty',
    });
  return logNormal(value, absolute);
}

/** Value and uncertainty of a text such as `108.4 +- 23.0`. */
function parts(text: string): readonly [value: number, error: number] {
  const [value = '', error = ''] = text.split(/\+-|\+\/-|±/);
  const percent = error.includes('%');
  const size = Number(error.replace('%', ''));
  return [Number(value), percent ? (Number(value) * size) / 100 : size];
}

function valueOf(given: Quantity): number {
  if (typeof given === 'number') return given;
  if (typeof given === 'string') return parts(given)[0];
  return Array.isArray(given) ? given[0] : given.value;
}

function uncertaintyOf(given: Quantity): readonly { readonly error?: number; readonly kappa?: number }[] {
  if (typeof given === 'number') return [];
  if (typeof given === 'string') return [{ error: parts(given)[1] }];
  if (Array.isArray(given)) return [{ error: given[1] }];
  const { value, error: absolute, relative_error: relative, kappa } = given;
  return [
    ...(absolute === undefined ? [] : [{ error: absolute }]),
    ...(relative === undefined ? [] : [{ error: relative * value }]),
    ...(kappa === undefined ? [] : [{ kappa }]),
  ];
}

const twice = (document: YamlDocument, path: readonly (string | number)[]): InputError =>
  new InputError('counts-quantity', `${path.join('.')} has more than one uncertainty`, {
    place: document.place(path),
    expected: 'one of error, relative_error and kappa',
  });

const notPositive = (document: YamlDocument, path: readonly (string | number)[]): InputError =>
  new InputError('counts-quantity', `${path.join('.')} is 0`, {
    place: document.place(path),
    expected: 'a positive number: without it no signal would be counted and no limit exists',
  });

function syntaxError(document: YamlDocument, issue: z.core.$ZodIssue): InputError {
  const found = deepest(issue);
  const path = found.code === 'unrecognized_keys' ? [...found.path, found.keys[0] ?? ''] : found.path;
  const name = found.path.join('.');
  return new InputError('counts-syntax', `${name === '' ? 'the file' : name}: ${found.message}`, {
    place: document.place(path),
    mend: 'see docs/statistics.md for the form of the file',
  });
}

/** Of a union's alternatives, the problem of the one that got furthest; of equals, the one that speaks of the value. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const inner = issue.errors
    .flatMap((alternative) => alternative.slice(0, 1))
    .map((first) => {
      const found = deepest(first);
      return { ...found, path: [...issue.path, ...found.path] };
    });
  const rank = (found: z.core.$ZodIssue): number => found.path.length * 2 + (found.code === 'invalid_type' ? 0 : 1);
  return inner.reduce((best, next) => (rank(next) > rank(best) ? next : best));
}
