import type { Ast } from './ast.ts';

/** Where an expression's text begins in a file that a person wrote (1-based). */
export interface Origin {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Columns by which the second and later lines of a text are indented in the file (YAML block scalars). */
  readonly indent?: number;
}

/** A formula that has been read, not yet checked against the columns that there are. */
export interface Expression {
  readonly text: string;
  /**
   * Every name in it but those of functions, in the order of first use: columns, attributes, objects (`lep1`),
   * collections (`jet`) and the fields used inside their conditions. {@link checkExpression} says which columns they
   * stand for.
   */
  readonly names: readonly string[];
  readonly ast: Ast;
  readonly origin: Origin;
}
