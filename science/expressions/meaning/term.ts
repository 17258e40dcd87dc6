import type { ComparisonOperator } from '../syntax/ast.ts';
import type { NumericFunction } from '../functions/numeric.ts';

/** `any`: not known before the data is (an attribute that is null, a column named but not yet read). */
export type Kind = 'number' | 'boolean' | 'string' | 'any';

interface TermBase {
  /** Unique in its factory; a term's parts have smaller ids. */
  readonly id: number;
  readonly kind: Kind;
}

/**
 * A checked expression in which objects, collections and definitions are gone: a graph of scalar operations on
 * columns, where equal parts are one node. Numbers and texts can be missing (null); booleans are true, false or
 * undefined (a comparison with NaN).
 */
export type Term = TermBase &
  /** null: missing. */
  (
    | { readonly op: 'constant'; readonly value: number | string | boolean | null }
    | { readonly op: 'column'; readonly name: string }
    /** Missing where an argument is. */
    | { readonly op: 'numeric'; readonly function: NumericFunction; readonly arguments: readonly Term[] }
    /** False where an operand is missing, undefined where one is NaN. */
    | { readonly op: 'compare'; readonly operator: ComparisonOperator; readonly left: Term; readonly right: Term }
    | { readonly op: 'and' | 'or'; readonly left: Term; readonly right: Term }
    | { readonly op: 'not'; readonly operand: Term }
    | { readonly op: 'if'; readonly condition: Term; readonly yes: Term; readonly no: Term }
    | { readonly op: 'default'; readonly value: Term; readonly fallback: Term }
    | { readonly op: 'present'; readonly operand: Term }
    /** How many of the conditions hold; NaN where one is undefined. */
    | { readonly op: 'count'; readonly conditions: readonly Term[] }
    /** 1-based position of the nth condition that holds; missing where there are fewer, NaN where one is undefined. */
    | { readonly op: 'nth'; readonly n: number; readonly conditions: readonly Term[] }
    /** The option at a 1-based position; missing where the position is. */
    | { readonly op: 'pick'; readonly position: Term; readonly options: readonly Term[] }
  );

type Shape = Term extends infer T ? (T extends Term ? Omit<T, 'id'> : never) : never;

export interface TermFactory {
  constant(value: number | string | boolean | null): Term;
  column(name: string, kind: Kind): Term;
  numeric(definition: NumericFunction, ...parts: readonly Term[]): Term;
  compare(operator: ComparisonOperator, left: Term, right: Term): Term;
  and(left: Term, right: Term): Term;
  or(left: Term, right: Term): Term;
  not(operand: Term): Term;
  choose(condition: Term, yes: Term, no: Term): Term;
  orDefault(value: Term, fallback: Term): Term;
  present(operand: Term): Term;
  count(conditions: readonly Term[]): Term;
  nth(n: number, conditions: readonly Term[]): Term;
  pick(position: Term, options: readonly Term[]): Term;
}

/** Makes terms; asking for an equal one again gives the same object, so that it is computed once. */
export function termFactory(): TermFactory {
  const known = new Map<string, Term>();
  const intern = (key: string, shape: Shape): Term => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const term = { ...shape, id: known.size } as Term;
    known.set(key, term);
    return term;
  };
  const ids = (terms: readonly Term[]): string => terms.map(({ id }) => id).join();
  const always = (term: Term, value: boolean): boolean => term.op === 'constant' && term.value === value;
  return {
    constant: (value) =>
      intern(`${typeof value} ${Object.is(value, -0) ? '-0' : value}`, {
        op: 'constant',
        kind: value === null ? 'any' : (typeof value as Kind),
        value,
      }),
    column: (name, kind) => intern(`column ${name}`, { op: 'column', kind, name }),
    numeric: (definition, ...parts) =>
      intern(`${definition.name}(${ids(parts)})`, {
        op: 'numeric',
        kind: 'number',
        function: definition,
        arguments: parts,
      }),
    compare: (operator, left, right) =>
      intern(`${left.id} ${operator} ${right.id}`, { op: 'compare', kind: 'boolean', operator, left, right }),
    and: (left, right) => {
      if (always(left, true)) return right;
      if (always(right, true)) return left;
      return intern(`${left.id} and ${right.id}`, { op: 'and', kind: 'boolean', left, right });
    },
    or: (left, right) => intern(`${left.id} or ${right.id}`, { op: 'or', kind: 'boolean', left, right }),
    not: (operand) => intern(`not ${operand.id}`, { op: 'not', kind: 'boolean', operand }),
    choose: (condition, yes, no) =>
      intern(`if ${condition.id} ${yes.id} ${no.id}`, {
        op: 'if',
        kind: yes.kind === 'any' ? no.kind : yes.kind,
        condition,
        yes,
        no,
      }),
    orDefault: (value, fallback) =>
      intern(`default ${value.id} ${fallback.id}`, {
        op: 'default',
        kind: value.kind === 'any' ? fallback.kind : value.kind,
        value,
        fallback,
      }),
    present: (operand) => intern(`present ${operand.id}`, { op: 'present', kind: 'boolean', operand }),
    count: (conditions) => intern(`count ${ids(conditions)}`, { op: 'count', kind: 'number', conditions }),
    nth: (n, conditions) => intern(`nth ${n} ${ids(conditions)}`, { op: 'nth', kind: 'number', n, conditions }),
    pick: (position, options) =>
      intern(`pick ${position.id} ${ids(options)}`, {
        op: 'pick',
        kind: options[0]?.kind ?? 'number',
        position,
        options,
      }),
  };
}

/** The terms that a term is made of. */
export function partsOf(term: Term): readonly Term[] {
  switch (term.op) {
    case 'numeric':
      return term.arguments;
    case 'compare':
    case 'and':
    case 'or':
      return [term.left, term.right];
    case 'not':
    case 'present':
      return [term.operand];
    case 'if':
      return [term.condition, term.yes, term.no];
    case 'default':
      return [term.value, term.fallback];
    case 'count':
    case 'nth':
      return term.conditions;
    case 'pick':
      return [term.position, ...term.options];
    default:
      return [];
  }
}

/** All terms needed for some, parts before wholes. */
export function inOrder(roots: readonly Term[], parts: (term: Term) => readonly Term[] = partsOf): readonly Term[] {
  const needed = new Map<number, Term>();
  const visit = (term: Term): void => {
    if (needed.has(term.id)) return;
    needed.set(term.id, term);
    for (const part of parts(term)) visit(part);
  };
  for (const root of roots) visit(root);
  return [...needed.values()].sort((a, b) => a.id - b.id);
}

/** The columns that some terms read, in the order of first use. */
export function columnsIn(roots: readonly Term[]): readonly string[] {
  return inOrder(roots).flatMap((term) => (term.op === 'column' ? [term.name] : []));
}
