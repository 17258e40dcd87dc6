import { fillParams, referredTo } from './fill.ts';
import { domainSchema, InputError, type DomainFile, type SpaceTemplate } from '../../../schemas/index.ts';

/** What one dimension can be. The value of a choice is the position of its option. */
export type Domain =
  | {
      readonly type: 'int' | 'float';
      readonly low: number;
      readonly high: number;
      /** Distance of neighbouring values; null for a continuous one. */
      readonly step: number | null;
      readonly log: boolean;
      /** How many values a grid takes; null: all of a discrete one. */
      readonly points: number | null;
    }
  | { readonly type: 'choice'; readonly options: readonly string[] };

/** Holds where the other dimension exists and has one of these values, or at least that value. */
export interface Condition {
  readonly dimension: string;
  readonly oneOf?: readonly number[];
  readonly atLeast?: number;
}

export interface Dimension {
  /** `learning_rate`, `hidden.2.units`. */
  readonly name: string;
  readonly domain: Domain;
  /** It exists where all of these hold. */
  readonly when: readonly Condition[];
}

/** A value for each dimension that exists. */
export type Configuration = Readonly<Record<string, number>>;

export interface Space {
  /** Each after those that it depends on, otherwise by name: the order in which a space was written changes nothing. */
  readonly dimensions: readonly Dimension[];
  /** The hyperparameters of a configuration, by their names in the space; those that do not exist here are absent. */
  fill(configuration: Configuration): Readonly<Record<string, unknown>>;
}

type Filler = (configuration: Configuration) => unknown;
interface Draft {
  readonly name: string;
  readonly domain: Domain;
  readonly inherited: readonly Condition[];
  readonly when: DomainFile['when'];
  /** Scalar options of a choice, to find the position of a value. */
  readonly values: readonly unknown[];
}

const absent = Symbol('absent');

/** Reads a search space. @throws InputError `study-space` */
export function compileSpace(space: Readonly<Record<string, SpaceTemplate>>): Space {
  const drafts: Draft[] = [];
  requirePlainReferences(space);
  const fillers = sorted(space).map(([name, template]) => [name, compile(template, name, [], drafts)] as const);
  if (drafts.length === 0)
    throw spaceError('', 'there is nothing to search', 'at least one int, float, choice or list');
  return {
    dimensions: order(drafts),
    fill: (configuration) => {
      const values = Object.fromEntries(
        fillers.map(([name, filler]) => [name, filler(configuration)] as const).filter(([, value]) => value !== absent),
      );
      return fillParams(values, values) as Readonly<Record<string, unknown>>;
    },
  };
}

/** One hyperparameter may stand in another, but not the other way round as well. @throws InputError `study-space` */
function requirePlainReferences(space: Readonly<Record<string, SpaceTemplate>>): void {
  const within = new Map(Object.entries(space).map(([name, template]) => [name, referencesIn(template)]));
  for (const [name, references] of within)
    for (const other of references) {
      const theirs = within.get(other);
      if (theirs === undefined)
        throw spaceError(name, `there is no '${other}'`, `one of ${[...within.keys()].join(', ')}`);
      if (theirs.length > 0)
        throw spaceError(
          name,
          `'${other}' itself refers to ${theirs.join(', ')}`,
          'a hyperparameter that refers to no other',
        );
    }
}

/** Names of the hyperparameters that stand in a value. */
function referencesIn(template: unknown): readonly string[] {
  if (typeof template === 'string') return [referredTo(template) ?? []].flat();
  if (typeof template !== 'object' || template === null) return [];
  return Object.values(template).flatMap(referencesIn);
}

const sorted = (record: object): readonly (readonly [string, unknown])[] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

function compile(template: unknown, name: string, conditions: readonly Condition[], drafts: Draft[]): Filler {
  if (Array.isArray(template)) {
    const items = template.map((item, index) => compile(item, `${name}.${index + 1}`, conditions, drafts));
    return (configuration) => items.map((item) => item(configuration)).filter((item) => item !== absent);
  }
  if (typeof template !== 'object' || template === null) return () => template;
  if (['int', 'float', 'choice', 'list'].some((key) => key in template))
    return compileDomain(readDomain(template, name), name, conditions, drafts);
  const members = sorted(template).map(
    ([key, member]) => [key, compile(member, `${name}.${key}`, conditions, drafts)] as const,
  );
  return (configuration) =>
    Object.fromEntries(
      members.map(([key, member]) => [key, member(configuration)] as const).filter(([, value]) => value !== absent),
    );
}

function readDomain(template: object, name: string): DomainFile {
  const parsed = domainSchema.safeParse(template);
  if (parsed.success) return parsed.data;
  throw spaceError(
    name,
    JSON.stringify(template),
    '{ int: [low, high] }, { float: [low, high], scale: log }, { choice: [...] } or { list: { length: [low, high], of: ... } }',
  );
}

function compileDomain(file: DomainFile, name: string, conditions: readonly Condition[], drafts: Draft[]): Filler {
  const add = (domain: Domain, values: readonly unknown[] = [], at = name): void => {
    if (drafts.some((draft) => draft.name === at)) throw spaceError(at, 'is there twice', 'names of their own');
    drafts.push({ name: at, domain, inherited: conditions, when: file.when, values });
  };
  if ('list' in file) {
    const { length, of } = file.list;
    const [low, high] = length;
    const at = `${name}.length`;
    add({ type: 'int', low, high, step: 1, log: false, points: null }, [], at);
    const items = Array.from({ length: high }, (_, index) =>
      compile(of, `${name}.${index + 1}`, [...conditions, { dimension: at, atLeast: index + 1 }], drafts),
    );
    return (configuration) => {
      const count = configuration[at];
      return count === undefined ? absent : items.slice(0, count).map((item) => item(configuration));
    };
  }
  if ('choice' in file) {
    const options = file.choice.map((option, index) => optionName(option, index));
    add({ type: 'choice', options }, file.choice);
    const items = file.choice.map((option, index) =>
      compile(option, `${name}.${options[index] ?? ''}`, [...conditions, { dimension: name, oneOf: [index] }], drafts),
    );
    return (configuration) => {
      const position = configuration[name];
      return position === undefined ? absent : items[position]?.(configuration);
    };
  }
  add(numberDomain(file, name));
  return (configuration) => configuration[name] ?? absent;
}

function numberDomain(file: Extract<DomainFile, { int: unknown } | { float: unknown }>, name: string): Domain {
  const isInt = 'int' in file;
  const [low, high] = isInt ? file.int : file.float;
  const log = file.scale === 'log';
  if (log && low <= 0) throw spaceError(name, `a logarithmic range from ${low}`, 'bounds above 0');
  if (log && file.step !== undefined) throw spaceError(name, 'a step on a logarithmic scale', 'one of the two');
  const step = file.step ?? (isInt ? 1 : null);
  // The upper bound is the last value that the steps reach, as in range(low, high, step).
  const top = step === null ? high : low + Math.floor((high - low) / step + 1e-9) * step;
  return { type: isInt ? 'int' : 'float', low, high: top, step, log, points: file.points ?? null };
}

/** How an option is called: itself where it is a scalar, its `name` where it has one, else its number. */
function optionName(option: unknown, index: number): string {
  if (option === null || ['string', 'number', 'boolean'].includes(typeof option)) return String(option);
  if (typeof option === 'object' && 'name' in option && typeof option.name === 'string') return option.name;
  return JSON.stringify(option).length <= 24 ? JSON.stringify(option) : `option ${index + 1}`;
}

function order(drafts: readonly Draft[]): readonly Dimension[] {
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const ordered = new Map<string, Dimension>();
  const visit = (draft: Draft, path: readonly string[]): void => {
    if (ordered.has(draft.name)) return;
    if (path.includes(draft.name)) throw spaceError(draft.name, 'depends on itself', '`when` without a cycle');
    const when = [...draft.inherited, ...conditionsOf(draft, byName)];
    for (const { dimension } of when) visit(byName.get(dimension) as Draft, [...path, draft.name]);
    ordered.set(draft.name, { name: draft.name, domain: draft.domain, when });
  };
  for (const draft of [...drafts].sort((a, b) => (a.name < b.name ? -1 : 1))) visit(draft, []);
  return [...ordered.values()];
}

function conditionsOf({ name, when = {} }: Draft, byName: ReadonlyMap<string, Draft>): readonly Condition[] {
  return sorted(when).map(([other, values]) => {
    const parent = byName.get(other) ?? byName.get(`${other}.length`);
    if (parent === undefined)
      throw spaceError(name, `when: there is no '${other}'`, `one of ${[...byName.keys()].join(', ')}`);
    const oneOf = (values as readonly unknown[]).map((value) => {
      const position = parent.domain.type === 'choice' ? parent.values.indexOf(value) : value;
      if (typeof position !== 'number' || position === -1)
        throw spaceError(name, `when: '${other}' is never ${String(value)}`, 'values that it can have');
      return position;
    });
    return { dimension: parent.name, oneOf };
  });
}

/** Whether a dimension exists, given those before it. */
export function exists({ when }: Dimension, configuration: Configuration): boolean {
  return when.every(({ dimension, oneOf, atLeast }) => {
    const value = configuration[dimension];
    return value !== undefined && (oneOf?.includes(value) ?? true) && (atLeast === undefined || value >= atLeast);
  });
}

/** Builds a configuration by asking for the value of each dimension that exists. */
export function configure(space: Space, choose: (dimension: Dimension) => number): Configuration {
  const configuration: Record<string, number> = {};
  for (const dimension of space.dimensions)
    if (exists(dimension, configuration)) configuration[dimension.name] = choose(dimension);
  return configuration;
}

const spaceError = (name: string, what: string, expected: string): InputError =>
  new InputError('study-space', `${name === '' ? 'space' : `space, ${name}`}: ${what}`, { expected });
