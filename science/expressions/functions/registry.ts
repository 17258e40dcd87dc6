import type { Form } from '../meaning/lowering.ts';
import type { NumericFunction } from './numeric.ts';

/** A function of the language as a person reads about it. */
export interface FunctionDescription {
  readonly name: string;
  /** `dphi(a, b)`; `...` where more arguments may follow. */
  readonly signature: string;
  /** Unit of the result: `GeV`, `rad`, `1` for a pure number, `of the argument`, ... */
  readonly unit: string;
  /** One line: what it computes, its formula, ranges, what a missing argument does. */
  readonly definition: string;
  readonly group: 'numbers' | 'angles' | 'conditions' | 'objects' | 'collections' | 'plugin';
  /** Fewest and most arguments. */
  readonly arity: readonly [least: number, most: number];
}

export type ExpressionFunction = FunctionDescription &
  ({ readonly numeric: NumericFunction } | { readonly form: Form });

const functions = new Map<string, ExpressionFunction>();

/** All functions of the language, plugins' included, in the order of their groups: for documentation and help. */
export const expressionFunctions: ReadonlyMap<string, FunctionDescription> = functions;

export const findFunction = (name: string): ExpressionFunction | undefined => functions.get(name);

export function install(...added: readonly ExpressionFunction[]): void {
  for (const definition of added) functions.set(definition.name, definition);
}

/** A function of numbers that a plugin adds to the language. */
export interface PluginFunction extends Omit<FunctionDescription, 'group' | 'arity'> {
  /** The number of arguments is the number of parameters; give `arity` for optional or any number of them. */
  readonly arity?: readonly [least: number, most: number];
  /**
   * Pure, and the same on every machine: results are cached under the text of the expression. Never sees a missing
   * value.
   */
  readonly apply: (...values: number[]) => number;
}

/**
 * Adds a function to the language, for use wherever expressions are.
 * @throws Error when the name is taken or is not a name
 */
export function registerFunction({ apply, ...description }: PluginFunction): void {
  const { name } = description;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`'${name}' cannot be the name of a function`);
  if (functions.has(name)) throw new Error(`the expression language has a function '${name}' already`);
  const arity = description.arity ?? ([apply.length, apply.length] as const);
  functions.set(name, { ...description, arity, group: 'plugin', numeric: { name, apply } });
}
