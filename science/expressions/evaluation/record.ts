import type { Scalar } from '../../../schemas/index.ts';
import type { Ast, ComparisonOperator } from '../syntax/ast.ts';
import { undefinedCondition } from './collect.ts';
import type { Expression } from '../syntax/expression.ts';
import { lowering } from '../meaning/lower.ts';
import { columnScope, type ColumnInfo } from '../meaning/column-scope.ts';
import { inOrder, termFactory, type Kind, type Term } from '../meaning/term.ts';
import { FALSE, negated, TRUE, UNDEFINED } from './truth.ts';

/** Attributes, some of them groups: `model`, or `category.model`. */
export type RecordScope = Readonly<Record<string, Scalar | Readonly<Record<string, Scalar>>>>;

/**
 * The value of an expression for one record: what `where:` and region rules are made of. Means the same as over
 * columns; a null attribute is missing, and a missing condition counts as false.
 * @throws InputError `expression-name` for an unknown attribute, `expression-type`, `expression-value`
 */
export function evaluateRecord(expression: Expression, attributes: RecordScope): Scalar {
  const scalars = flatten(attributes);
  const { term, order } = lowered(expression, scalars);
  const results: Result[] = [];
  const of = (part: Term): Result => results[part.id] ?? null;
  for (const part of order) {
    const result = compute(part, of, scalars);
    results[part.id] = part.kind === 'boolean' ? truthOf(result) : result;
  }
  if (term.kind !== 'boolean') return of(term);
  if (of(term) === UNDEFINED) throw undefinedCondition(expression);
  return of(term) === TRUE;
}

interface Lowered {
  readonly term: Term;
  readonly order: readonly Term[];
}

/** By the names and kinds of the attributes: those of most records of a rule are the same. */
const remembered = new WeakMap<Ast, Map<string, Lowered>>();
const mostRemembered = 100;

function lowered(expression: Expression, scalars: ReadonlyMap<string, Scalar>): Lowered {
  let signature = '';
  for (const [name, value] of scalars) signature += `${name} ${kindOf(value)}\n`;
  const { ast } = expression;
  const forms = remembered.get(ast) ?? new Map<string, Lowered>();
  remembered.set(ast, forms);
  const known = forms.get(signature);
  if (known !== undefined) return known;
  const terms = termFactory();
  const columns = new Map([...scalars].map(([name, value]): [string, ColumnInfo] => [name, { kind: kindOf(value) }]));
  const { term } = lowering(expression, terms, columnScope(terms, columns)).value(ast);
  const found = { term, order: inOrder([term]) };
  if (forms.size >= mostRemembered) forms.clear();
  forms.set(signature, found);
  return found;
}

/** A number, a text or missing; of a condition, its truth. */
type Result = number | string | boolean | null;

/** An attribute that is true, false or missing becomes a truth where a condition is needed. */
const truthOf = (value: Result): number => (typeof value === 'number' ? value : value === true ? TRUE : FALSE);

const kindOf = (value: Scalar): Kind => (value === null ? 'any' : (typeof value as Kind));

function flatten(attributes: RecordScope): ReadonlyMap<string, Scalar> {
  const scalars = new Map<string, Scalar>();
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'object' && value !== null)
      for (const [member, scalar] of Object.entries(value)) scalars.set(`${name}.${member}`, scalar);
    else scalars.set(name, value);
  return scalars;
}

function compute(term: Term, of: (part: Term) => Result, scalars: ReadonlyMap<string, Scalar>): Result {
  switch (term.op) {
    case 'constant':
      return term.value;
    case 'column':
      return scalars.get(term.name) ?? null;
    case 'numeric': {
      const values = term.arguments.map(of);
      return values.includes(null) ? null : term.function.apply(...(values as number[]));
    }
    case 'compare':
      return compare(term.operator, of(term.left), of(term.right), term.left.kind === 'boolean');
    case 'and':
      return truthOf(of(term.left)) & truthOf(of(term.right));
    case 'or':
      return truthOf(of(term.left)) | truthOf(of(term.right));
    case 'not':
      return negated(truthOf(of(term.operand)));
    case 'present':
      return of(term.operand) === null ? FALSE : TRUE;
    case 'if': {
      const test = truthOf(of(term.condition));
      if (test !== UNDEFINED) return test === TRUE ? of(term.yes) : of(term.no);
      if (term.kind === 'boolean') return UNDEFINED;
      return term.kind === 'string' || (of(term.yes) === null && of(term.no) === null) ? null : NaN;
    }
    case 'default':
      return of(term.value) ?? of(term.fallback);
    case 'count': {
      const truths = term.conditions.map((condition) => truthOf(of(condition)));
      return truths.includes(UNDEFINED) ? NaN : truths.filter((truth) => truth === TRUE).length;
    }
    case 'nth':
      return nth(
        term.n,
        term.conditions.map((condition) => truthOf(of(condition))),
      );
    case 'pick': {
      const position = of(term.position);
      if (position === null) return null;
      const option = term.options[Number(position) - 1];
      return option === undefined ? NaN : of(option);
    }
  }
}

function nth(n: number, truths: readonly number[]): number | null {
  let seen = 0;
  for (const [index, truth] of truths.entries()) {
    if (truth === UNDEFINED) return NaN;
    if (truth === TRUE && ++seen === n) return index + 1;
  }
  return null;
}

function compare(operator: ComparisonOperator, left: Result, right: Result, truths: boolean): number {
  if (left === null || right === null) return FALSE;
  if (Number.isNaN(left) || Number.isNaN(right)) return UNDEFINED;
  if (truths && (left === UNDEFINED || right === UNDEFINED)) return UNDEFINED;
  return holds(operator, left, right) ? TRUE : FALSE;
}

function holds(
  operator: ComparisonOperator,
  left: number | string | boolean,
  right: number | string | boolean,
): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}
