import type { Ast, Name, Span } from '../syntax/ast.ts';
import { expressionError } from '../syntax/errors.ts';
import type { Expression } from '../syntax/expression.ts';
import { lowerArithmetic, lowerNegation } from './lower-arithmetic.ts';
import { lowerCall } from './lower-call.ts';
import { lowerComparison, lowerMembership } from './lower-comparison.ts';
import { isCollection, isObject, lowerCollection, lowerObject } from './lower-object.ts';
import { sameKind, type Lowering, type Scope, type Value } from './lowering.ts';
import { didYouMean } from '../syntax/nearest.ts';
import { elementScope } from './scope.ts';
import type { Kind, TermFactory } from './term.ts';

/**
 * Gives the names of an expression their meaning and checks kinds and numbers of arguments.
 * @throws InputError `expression-name`, `expression-type` pointing at the part that is wrong
 */
export function lowering(expression: Expression, terms: TermFactory, scope: Scope): Lowering {
  const self: Lowering = {
    terms,
    scope,
    value: (ast) => lowerValue(ast, self),
    number: (ast) => expectKind(ast, self.value(ast), 'number', self),
    boolean: (ast) => expectKind(ast, self.value(ast), 'boolean', self).term,
    object: (ast) => lowerObject(ast, self),
    collection: (ast) => lowerCollection(ast, self),
    isCollection: (ast) => isCollection(ast, self),
    isObject: (ast) => isObject(ast, self),
    within: (collection, element) => lowering(expression, terms, elementScope(terms, scope, collection, element)),
    fail: (span: Span, code, message, hints) => expressionError(expression, span, code, message, hints),
  };
  return self;
}

function lowerValue(ast: Ast, context: Lowering): Value {
  const { terms } = context;
  switch (ast.type) {
    case 'number':
    case 'string':
    case 'boolean':
      return { term: terms.constant(ast.value), unit: undefined };
    case 'name':
      return lowerName(ast, context);
    case 'call':
      return lowerCall(ast, context);
    case 'negate':
      return lowerNegation(ast, context);
    case 'arithmetic':
      return lowerArithmetic(ast, context);
    case 'comparison':
      return lowerComparison(ast, context);
    case 'membership':
      return lowerMembership(ast, context);
    case 'not':
      return { term: terms.not(context.boolean(ast.operand)), unit: undefined };
    case 'logic': {
      const left = context.boolean(ast.left);
      const right = context.boolean(ast.right);
      return { term: ast.operator === 'and' ? terms.and(left, right) : terms.or(left, right), unit: undefined };
    }
    case 'where':
      throw context.fail(ast, 'expression-type', 'a collection is not a value', {
        expected: 'a function of it: count(jet where ...), sum(jet where ..., pt)',
      });
  }
}

function lowerName(ast: Name, context: Lowering): Value {
  const { scope, fail } = context;
  const found = scope.value(ast.name);
  if (found !== undefined) return found;
  const objection = scope.objection(ast.name);
  if (objection !== undefined) throw fail(ast, 'expression-name', objection);
  if (isObject(ast, context))
    throw fail(ast, 'expression-type', `'${ast.name}' is an object, not a value`, {
      expected: `one of its columns (${ast.name}_pt) or a function of it (pt(${ast.name}))`,
    });
  if (isCollection(ast, context))
    throw fail(ast, 'expression-type', `'${ast.name}' is a collection, not a value`, {
      expected: `one of its objects (${ast.name}1_pt) or a function of it (count(${ast.name}))`,
    });
  throw fail(ast, 'expression-name', `unknown name '${ast.name}'.${didYouMean(ast.name, scope.names())}`);
}

const habits: Readonly<Record<string, string>> = {
  'boolean number': 'compare it with a number, such as x != 0',
  'number boolean': 'write if(condition, 1, 0)',
};

function expectKind(ast: Ast, value: Value, kind: Kind, { fail }: Lowering): Value {
  if (sameKind(value.term.kind, kind)) return value;
  const words = { number: 'a number', boolean: 'a condition (true or false)', string: 'a text', any: 'a value' };
  const mend = habits[`${kind} ${value.term.kind}`];
  throw fail(ast, 'expression-type', `this is ${words[value.term.kind]}`, {
    expected: words[kind],
    ...(mend === undefined ? {} : { mend }),
  });
}
