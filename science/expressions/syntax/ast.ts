/** Offsets into the expression's text: `start` inclusive, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '^';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

export interface NumberLiteral extends Span {
  readonly type: 'number';
  readonly value: number;
}
export interface StringLiteral extends Span {
  readonly type: 'string';
  readonly value: string;
}
export interface BooleanLiteral extends Span {
  readonly type: 'boolean';
  readonly value: boolean;
}
/** A column, an attribute (`category.model`), an object (`lep1`) or a collection (`jet`). */
export interface Name extends Span {
  readonly type: 'name';
  readonly name: string;
}
export interface Call extends Span {
  readonly type: 'call';
  readonly name: string;
  readonly arguments: readonly Ast[];
}
export interface Negation extends Span {
  readonly type: 'negate';
  readonly operand: Ast;
}
/** `+` between objects adds their four-momenta. */
export interface Arithmetic extends Span {
  readonly type: 'arithmetic';
  readonly operator: ArithmeticOperator;
  readonly left: Ast;
  readonly right: Ast;
}
/** `a < b` or a chain, `10 < x <= 20`: true when every link holds. */
export interface Comparison extends Span {
  readonly type: 'comparison';
  readonly first: Ast;
  readonly rest: readonly { readonly operator: ComparisonOperator; readonly operand: Ast }[];
}
/** `x in [1, 2]`, `x not in ["a", "b"]`. */
export interface Membership extends Span {
  readonly type: 'membership';
  readonly value: Ast;
  readonly negated: boolean;
  readonly list: readonly Ast[];
}
export interface Not extends Span {
  readonly type: 'not';
  readonly operand: Ast;
}
export interface Logic extends Span {
  readonly type: 'logic';
  readonly operator: 'and' | 'or';
  readonly left: Ast;
  readonly right: Ast;
}
/** `jet where pt > 30`: the objects of a collection for which the condition holds. */
export interface Where extends Span {
  readonly type: 'where';
  readonly collection: Ast;
  readonly condition: Ast;
}

/** What the grammar makes of a text. */
export type Ast =
  | NumberLiteral
  | StringLiteral
  | BooleanLiteral
  | Name
  | Call
  | Negation
  | Arithmetic
  | Comparison
  | Membership
  | Not
  | Logic
  | Where;

/** The direct parts of a node, in the order of the text. */
export function childrenOf(ast: Ast): readonly Ast[] {
  switch (ast.type) {
    case 'call':
      return ast.arguments;
    case 'negate':
    case 'not':
      return [ast.operand];
    case 'arithmetic':
    case 'logic':
      return [ast.left, ast.right];
    case 'comparison':
      return [ast.first, ...ast.rest.map(({ operand }) => operand)];
    case 'membership':
      return [ast.value, ...ast.list];
    case 'where':
      return [ast.collection, ast.condition];
    default:
      return [];
  }
}
