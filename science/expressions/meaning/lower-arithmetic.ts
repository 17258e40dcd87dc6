import { add, divide, multiply, negate, power, squareRoot, subtract } from '../functions/arithmetic.ts';
import type { Arithmetic, Ast, Negation } from '../syntax/ast.ts';
import type { Lowering, Value } from './lowering.ts';
import type { NumericFunction } from '../functions/numeric.ts';

const operators: Readonly<Record<Arithmetic['operator'], NumericFunction>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '^': power,
};

export function lowerArithmetic(ast: Arithmetic, context: Lowering): Value {
  const { terms } = context;
  const left = operand(ast.left, context);
  const right = operand(ast.right, context);
  const exponent = ast.operator === '^' && ast.right.type === 'number' ? ast.right.value : undefined;
  // Exact and fast, where the general power is neither everywhere.
  if (exponent === 2) return { term: terms.numeric(multiply, left.term, left.term), unit: undefined };
  if (exponent === 0.5) return { term: terms.numeric(squareRoot, left.term), unit: undefined };
  return { term: terms.numeric(operators[ast.operator], left.term, right.term), unit: unitOf(ast, left, right) };
}

export function lowerNegation(ast: Negation, context: Lowering): Value {
  const { term, unit } = context.number(ast.operand);
  return { term: context.terms.numeric(negate, term), unit };
}

/** Objects can be added, but a sum of objects is an object: say so where it stands for a number. */
function operand(ast: Ast, context: Lowering): Value {
  if (ast.type === 'name' && context.scope.value(ast.name) === undefined && context.isObject(ast))
    throw context.fail(ast, 'expression-type', `'${ast.name}' is an object, and so is the sum`, {
      expected: 'a number, such as pt(lep1 + lep2) or mass(lep1 + lep2)',
    });
  return context.number(ast);
}

/** Sums keep a common unit; products and quotients with a pure constant keep the other's. */
function unitOf({ operator, left, right }: Arithmetic, a: Value, b: Value): string | undefined {
  if (operator === '+' || operator === '-') return a.unit === b.unit ? a.unit : undefined;
  if (operator === '*' && left.type === 'number') return b.unit;
  if ((operator === '*' || operator === '/') && right.type === 'number') return a.unit;
  return undefined;
}
