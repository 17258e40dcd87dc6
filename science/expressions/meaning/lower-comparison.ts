import type { Ast, Comparison, ComparisonOperator, Membership } from '../syntax/ast.ts';
import { sameKind, type Lowering, type Value } from './lowering.ts';
import type { Kind, Term } from './term.ts';

/** `a < b < c` is `a < b and b < c`, b being computed once. */
export function lowerComparison(ast: Comparison, context: Lowering): Value {
  let left = context.value(ast.first).term;
  const links = ast.rest.map(({ operator, operand }) => {
    const right = context.value(operand).term;
    const link = compare(operator, left, right, operand, context);
    left = right;
    return link;
  });
  return { term: links.reduce((all, link) => context.terms.and(all, link)), unit: undefined };
}

/** `x in [a, b]` is `x == a or x == b`; `not in` is true where x equals none, a missing x included. */
export function lowerMembership(ast: Membership, context: Lowering): Value {
  const { terms } = context;
  const value = context.value(ast.value).term;
  const found = ast.list
    .map((item) => compare('==', value, context.value(item).term, item, context))
    .reduce((any, equal) => terms.or(any, equal));
  return { term: ast.negated ? terms.not(found) : found, unit: undefined };
}

function compare(operator: ComparisonOperator, left: Term, right: Term, at: Ast, { terms, fail }: Lowering): Term {
  if (!sameKind(left.kind, right.kind))
    throw fail(at, 'expression-type', `a ${word(left.kind)} cannot be compared with a ${word(right.kind)}`, {
      ...(left.kind === 'boolean' || right.kind === 'boolean'
        ? { mend: 'use the condition itself, or `not` before it' }
        : {}),
    });
  const kind = left.kind === 'any' ? right.kind : left.kind;
  if (kind === 'boolean' && operator !== '==' && operator !== '!=')
    throw fail(at, 'expression-type', 'conditions have no order', { expected: '== or !=, and, or' });
  return terms.compare(operator, left, right);
}

const word = (kind: Kind): string => (kind === 'string' ? 'text' : kind === 'boolean' ? 'condition' : kind);
