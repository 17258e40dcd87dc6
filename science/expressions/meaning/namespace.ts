import { InputError } from '../../../schemas/index.ts';
import type { Expression } from '../syntax/expression.ts';
import { lowering } from './lower.ts';
import type { Collection, Momentum, Scope, Value } from './lowering.ts';
import { columnScope, type ColumnInfo } from './column-scope.ts';
import { extended } from './scope.ts';
import { termFactory } from './term.ts';

/**
 * Columns and what is defined from them, step by step. Values of one namespace share their common parts when evaluated
 * together.
 */
export interface Namespace {
  /** The value of an expression. @throws InputError `expression-name`, `expression-type` */
  value(expression: Expression, expected?: 'number' | 'boolean'): Value;
  /** What a name stands for, if it is a value. */
  named(name: string): Value | undefined;
  /** Whether it is a value, an object or a collection. */
  has(name: string): boolean;
  /** All names, for suggestions. */
  names(): readonly string[];
  /** Adds a value under a new name. @throws InputError `duplicate-name` and those of {@link value} */
  define(name: string, expression: Expression): Value;
  /**
   * Adds an object (`lep1 + lep2`) or a collection (`jet where pt > 30`). A collection may take the name of the one it
   * is made of: from then on that name means the narrower one.
   */
  defineObject(name: string, expression: Expression): void;
}

/** @param laterNames names that will be defined, to tell a definition that comes too early from a mistyped name */
export function namespaceOf(
  columns: ReadonlyMap<string, ColumnInfo>,
  laterNames: ReadonlySet<string> = new Set(),
): Namespace {
  const terms = termFactory();
  const values = new Map<string, Value>();
  const objects = new Map<string, Momentum>();
  const collections = new Map<string, Collection>();
  const scope = extended(terms, waiting(columnScope(terms, columns), laterNames), { values, objects, collections });
  const has = (name: string): boolean =>
    scope.value(name) !== undefined || scope.object(name) !== undefined || scope.collection(name) !== undefined;
  const refuse = (name: string, expression: Expression): void => {
    if (has(name) || columns.has(name))
      throw new InputError('duplicate-name', `there is '${name}' already`, {
        ...(expression.origin.file === undefined ? {} : { place: expression.origin }),
        mend: 'give the definition a name of its own; a name means one thing throughout',
      });
  };
  return {
    value: (expression, expected) => {
      const context = lowering(expression, terms, scope);
      if (expected === 'boolean') return { term: context.boolean(expression.ast), unit: undefined };
      return expected === 'number' ? context.number(expression.ast) : context.value(expression.ast);
    },
    named: (name) => scope.value(name),
    has,
    names: () => [...new Set(scope.names())],
    define: (name, expression) => {
      refuse(name, expression);
      const value = lowering(expression, terms, scope).value(expression.ast);
      values.set(name, value);
      return value;
    },
    defineObject: (name, expression) => {
      const context = lowering(expression, terms, scope);
      const { ast } = expression;
      if (context.isCollection(ast)) {
        const collection = context.collection(ast);
        if (collection.label !== name) refuse(name, expression);
        collections.set(name, { ...collection, label: name });
      } else {
        refuse(name, expression);
        objects.set(name, context.object(ast));
      }
    },
  };
}

/** Says of names that are defined further down that they are. */
function waiting(scope: Scope, laterNames: ReadonlySet<string>): Scope {
  return {
    ...scope,
    objection: (name) =>
      laterNames.has(name)
        ? `'${name}' is not defined yet here: a definition can use the columns and the definitions above it, not itself`
        : undefined,
  };
}
