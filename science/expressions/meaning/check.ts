import { expressionError } from '../syntax/errors.ts';
import type { Expression } from '../syntax/expression.ts';
import { lowering } from './lower.ts';
import { columnScope, type ColumnInfo } from './column-scope.ts';
import { columnsIn, termFactory, type Kind } from './term.ts';

/** What planning learns of an expression before there is data. */
export interface CheckedExpression {
  readonly kind: Kind;
  /**
   * The columns (or attributes) it reads, objects and collections resolved: `count(jet, pt > 30)` reads `jet1_pt`,
   * `jet2_pt`, ...
   */
  readonly columns: readonly string[];
  readonly unit: string | undefined;
}

/**
 * Checks names, kinds and numbers of arguments without data.
 * @param known the names there are, with their kinds where these are known
 * @param expected the kind the result must have, if one must
 * @throws InputError `expression-name`, `expression-type` with line, column and the nearest known name
 */
export function checkExpression(
  expression: Expression,
  known: Iterable<string> | ReadonlyMap<string, ColumnInfo>,
  expected?: 'number' | 'boolean' | 'string',
): CheckedExpression {
  const columns =
    known instanceof Map
      ? (known as ReadonlyMap<string, ColumnInfo>)
      : new Map([...(known as Iterable<string>)].map((name): [string, ColumnInfo] => [name, { kind: 'any' }]));
  const terms = termFactory();
  const { term, unit } = lowering(expression, terms, columnScope(terms, columns)).value(expression.ast);
  if (expected !== undefined && term.kind !== expected && term.kind !== 'any')
    throw expressionError(expression, expression.ast, 'expression-type', `this gives a ${term.kind}`, {
      expected: expected === 'boolean' ? 'a condition (true or false)' : `a ${expected}`,
    });
  return { kind: term.kind, columns: columnsIn([term]), unit };
}
