import type { Ast } from './ast.ts';

/** What could have stood where the parser gave up. */
export type Expectation =
  | { readonly type: 'literal'; readonly text: string }
  | { readonly type: 'class' }
  | { readonly type: 'any' }
  | { readonly type: 'end' }
  | { readonly type: 'other'; readonly description: string };

/** Thrown by {@link parse}. `found` is null at the end of the text. */
export declare class SyntaxError extends globalThis.SyntaxError {
  readonly expected: readonly Expectation[];
  readonly found: string | null;
  readonly location: { readonly start: { readonly offset: number } };
}

/** The parser generated from `grammar.peggy`. */
export declare function parse(text: string): Ast;
