import { sameKind, type Lowering, type Value } from '../meaning/lowering.ts';
import type { Ast, Call } from '../syntax/ast.ts';
import type { ExpressionFunction } from './registry.ts';

/** `if`, `missing`, `default`. */
export const conditionFunctions: readonly ExpressionFunction[] = [
  {
    name: 'if',
    signature: 'if(condition, a, b)',
    unit: 'of the arguments',
    definition: 'a where the condition holds, else b',
    group: 'conditions',
    arity: [3, 3],
    form: ({ arguments: [condition, yes, no] }, lowering) => {
      const test = lowering.boolean(condition as Ast);
      const [a, b] = alike(yes as Ast, no as Ast, lowering);
      return { term: lowering.terms.choose(test, a.term, b.term), unit: a.unit === b.unit ? a.unit : undefined };
    },
  },
  {
    name: 'missing',
    signature: 'missing(x)',
    unit: '1',
    definition: 'true where a value or an object (jet3) is missing',
    group: 'conditions',
    arity: [1, 1],
    form: ({ arguments: [what] }, { terms, isObject, object, value }) => {
      const ast = what as Ast;
      // A name that is both (met with met_phi) stands for its own column.
      const present = isObject(ast) ? object(ast).present : terms.present(value(ast).term);
      return { term: terms.not(present), unit: undefined };
    },
  },
  {
    name: 'default',
    signature: 'default(x, value)',
    unit: 'of the arguments',
    definition: 'x, or the value where x is missing',
    group: 'conditions',
    arity: [2, 2],
    form: (call: Call, lowering): Value => {
      const [x, fallback] = alike(call.arguments[0] as Ast, call.arguments[1] as Ast, lowering);
      if (x.term.kind === 'boolean')
        throw lowering.fail(call, 'expression-type', 'a condition is never missing: default() has nothing to fill');
      return { term: lowering.terms.orDefault(x.term, fallback.term), unit: x.unit ?? fallback.unit };
    },
  },
];

/** Two values of one kind. */
function alike(first: Ast, second: Ast, lowering: Lowering): readonly [Value, Value] {
  const a = lowering.value(first);
  const b = lowering.value(second);
  if (!sameKind(a.term.kind, b.term.kind))
    throw lowering.fail(second, 'expression-type', `this is a ${b.term.kind}, but the other value is a ${a.term.kind}`);
  return [a, b];
}
