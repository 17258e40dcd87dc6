import type { Ast } from './ast.ts';

/** How tightly each construct binds; operands that bind less tightly need parentheses. */
const WHERE = 0;
const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARISON = 4;
const SUM = 5;
const PRODUCT = 6;
const UNARY = 7;
const POWER = 8;
const PRIMARY = 9;

/**
 * The canonical text of an expression: reading it gives the same tree, whatever spacing or parentheses it came with.
 */
export function formatExpression(ast: Ast): string {
  return text(ast, WHERE);
}

function text(ast: Ast, least: number): string {
  const [level, written] = write(ast);
  return level < least ? `(${written})` : written;
}

function write(ast: Ast): readonly [level: number, text: string] {
  switch (ast.type) {
    case 'number':
    case 'boolean':
      return [PRIMARY, String(ast.value)];
    case 'string':
      return [PRIMARY, `"${ast.value.replaceAll(/["\\]/g, '\\$&')}"`];
    case 'name':
      return [PRIMARY, ast.name];
    case 'call':
      return [PRIMARY, `${ast.name}(${ast.arguments.map((argument) => text(argument, WHERE)).join(', ')})`];
    case 'negate':
      return [UNARY, `-${text(ast.operand, UNARY)}`];
    case 'not':
      return [NOT, `not ${text(ast.operand, NOT)}`];
    case 'logic': {
      const level = ast.operator === 'and' ? AND : OR;
      return [level, `${text(ast.left, level)} ${ast.operator} ${text(ast.right, level + 1)}`];
    }
    case 'arithmetic': {
      if (ast.operator === '^') return [POWER, `${text(ast.left, PRIMARY)}^${text(ast.right, UNARY)}`];
      const level = ast.operator === '+' || ast.operator === '-' ? SUM : PRODUCT;
      return [level, `${text(ast.left, level)} ${ast.operator} ${text(ast.right, level + 1)}`];
    }
    case 'comparison': {
      const rest = ast.rest.map(({ operator, operand }) => ` ${operator} ${text(operand, SUM)}`);
      return [COMPARISON, text(ast.first, SUM) + rest.join('')];
    }
    case 'membership': {
      const list = ast.list.map((item) => text(item, SUM)).join(', ');
      return [COMPARISON, `${text(ast.value, SUM)} ${ast.negated ? 'not in' : 'in'} [${list}]`];
    }
    case 'where':
      return [WHERE, `${text(ast.collection, WHERE)} where ${text(ast.condition, OR)}`];
  }
}
