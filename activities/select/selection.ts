import { InputError } from '../../schemas/index.ts';
import {
  columnsIn,
  didYouMean,
  namespaceOf,
  parseExpression,
  type ColumnInfo,
  type Evaluable,
  type Namespace,
} from '../../science/expressions/index.ts';
import { EVENT_WEIGHT, type SelectParams } from './params.ts';

/** How a definition is stored; absent: float64, conditions int8. */
export type StoredType = 'int8' | 'int32' | 'float32' | 'float64';

export interface OutputColumn extends Evaluable {
  readonly name: string;
  readonly unit: string | undefined;
  readonly type: StoredType | undefined;
}

/** The parameters with every name resolved. */
export interface Selection {
  readonly weight: Evaluable;
  readonly by: Evaluable | undefined;
  readonly cuts: readonly (Evaluable & { readonly name: string })[];
  /** The columns asked for; the event weight is not among them. */
  readonly output: readonly OutputColumn[];
  /** The columns of the input that anything here reads. */
  readonly columns: readonly string[];
}

const remembered = new Map<string, Selection>();
const MOST_REMEMBERED = 16;

/** {@link resolveSelection}, remembered: a campaign asks for the same selection for each of its samples. */
export function selectionFor(params: SelectParams, columns: ReadonlyMap<string, ColumnInfo>): Selection {
  const key = JSON.stringify([params, [...columns]]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const selection = resolveSelection(params, columns);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, selection);
  return selection;
}

/**
 * Resolves objects, definitions, cuts and outputs against the columns there are. Everything is checked, used or not.
 * @throws InputError `expression-name`, `expression-type`, `duplicate-name`, `unknown-column`; the place names the
 * parameter, line and column are those inside its text
 */
export function resolveSelection(params: SelectParams, columns: ReadonlyMap<string, ColumnInfo>): Selection {
  const space = namespaceOf(columns, new Set([...Object.keys(params.objects), ...Object.keys(params.define)]));
  const evaluable = (where: string, text: string, kind?: 'number' | 'boolean'): Evaluable => {
    const expression = parseExpression(text, { file: where, line: 1, column: 1 });
    return { expression, value: space.value(expression, kind) };
  };
  for (const [name, text] of Object.entries(params.objects))
    space.defineObject(name, parseExpression(text, { file: `objects.${name}`, line: 1, column: 1 }));
  const defined = new Map<string, OutputColumn>();
  for (const [name, given] of Object.entries(params.define)) {
    const {
      value: text,
      unit,
      type,
    } = typeof given === 'string' ? { value: given, unit: undefined, type: undefined } : given;
    const expression = parseExpression(text, { file: `define.${name}`, line: 1, column: 1 });
    const value = space.define(name, expression);
    defined.set(name, { name, expression, value, unit: unit ?? value.unit, type });
  }
  const weight = evaluable('weight', params.weight, 'number');
  const byName = typeof params.by === 'object' ? params.by.column : params.by;
  const by = byName === undefined ? undefined : evaluable('by', byName);
  const cuts = params.cuts.map(({ name, keep }) => ({ name, ...evaluable(`cuts.${name}`, keep, 'boolean') }));
  const output = params.output.map((name) => defined.get(name) ?? existing(name, space));
  const used = [weight, ...(by === undefined ? [] : [by]), ...cuts, ...output].map(({ value }) => value.term);
  return { weight, by, cuts, output, columns: columnsIn(used) };
}

/** A column of the input, or a field of an object (`bjet1_pt`), as an output. */
function existing(name: string, space: Namespace): OutputColumn {
  const expression = parseExpression(name, { file: 'output', line: 1, column: 1 });
  if (space.named(name) !== undefined) {
    const value = space.value(expression);
    return { name, expression, value, unit: value.unit, type: undefined };
  }
  if (space.has(name))
    throw new InputError('unknown-column', `output: '${name}' is an object or a collection, not a column`, {
      mend: 'list the columns of its objects, such as lep1_pt, jet1_eta',
    });
  throw new InputError(
    'unknown-column',
    `output: there is no column or definition '${name}'.${didYouMean(name, space.names())}`,
    { expected: `columns of the input, definitions, and '${EVENT_WEIGHT}', which is always added` },
  );
}
