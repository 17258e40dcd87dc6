import { add, maximum, minimum } from './arithmetic.ts';
import type { Ast, Call } from '../syntax/ast.ts';
import type { Form, Lowering, Value } from '../meaning/lowering.ts';
import type { NumericFunction } from './numeric.ts';
import type { ExpressionFunction } from './registry.ts';
import type { Term } from '../meaning/term.ts';

/**
 * Functions of a collection (`jet`, `jet where pt > 30`). Inside a value or a condition the fields are names (pt,
 * eta), and the collection's own name is the one object (`dr(jet, lep1)`).
 */
export const collectionFunctions: readonly ExpressionFunction[] = [
  describe('count(objects, condition)', '1', 'how many objects there are, or how many satisfy the condition', [1, 2], {
    form: (call, lowering) => ({
      term: lowering.terms.count(chosen(call, 1, lowering).map(({ holds }) => holds)),
      unit: undefined,
    }),
  }),
  describe(
    'sum(objects, value, condition)',
    'of the value',
    'sum over the objects (that satisfy it); 0 for none',
    [2, 3],
    {
      form: (call, lowering) => {
        const { terms } = lowering;
        const zero = terms.constant(0);
        const { values, unit } = valuesOf(call, lowering);
        const picked = values.map(({ holds, value }) => terms.choose(holds, value, zero));
        return { term: picked.reduce((sum, term) => terms.numeric(add, sum, term)), unit };
      },
    },
  ),
  describe('any(objects, condition)', '1', 'true where at least one object satisfies the condition', [2, 2], {
    form: (call, lowering) => {
      const holds = chosen(call, 1, lowering).map((one) => one.holds);
      return { term: holds.reduce((one, other) => lowering.terms.or(one, other)), unit: undefined };
    },
  }),
  describe(
    'all(objects, condition)',
    '1',
    'true where no object fails the condition (nor is there none to fail)',
    [2, 2],
    {
      form: (call, lowering) => {
        const { terms } = lowering;
        const failing = chosen(call, 1, lowering, (condition) => terms.not(condition)).map(({ holds }) => holds);
        return { term: terms.not(failing.reduce((one, other) => terms.or(one, other))), unit: undefined };
      },
    },
  ),
  extremum('min', minimum, Infinity),
  extremum('max', maximum, -Infinity),
];

function extremum(name: string, function_: NumericFunction, start: number): ExpressionFunction {
  const word = name === 'min' ? 'smallest' : 'largest';
  return describe(
    `${name}(a, b, ...) or ${name}(objects, value, condition)`,
    'of the arguments',
    `the ${word} number, or the ${word} value of the objects (that satisfy it); missing for none`,
    [2, Infinity],
    {
      form: (call, lowering) =>
        lowering.isCollection(call.arguments[0] as Ast)
          ? overObjects(call, lowering, function_, start)
          : overNumbers(call, lowering, function_),
    },
  );
}

function overNumbers(call: Call, lowering: Lowering, function_: NumericFunction): Value {
  const values = call.arguments.map((ast) => lowering.number(ast));
  const unit = values.every((value) => value.unit === values[0]?.unit) ? values[0]?.unit : undefined;
  return { term: values.map(({ term }) => term).reduce((a, b) => lowering.terms.numeric(function_, a, b)), unit };
}

function overObjects(call: Call, lowering: Lowering, function_: NumericFunction, start: number): Value {
  if (call.arguments.length > 3)
    throw lowering.fail(call, 'expression-type', `${call.name}() over objects takes a value and at most one condition`);
  const { terms } = lowering;
  const { values, unit } = valuesOf(call, lowering);
  const none = terms.constant(start);
  const extreme = values
    .map(({ holds, value }) => terms.choose(holds, value, none))
    .reduce((a, b) => terms.numeric(function_, a, b));
  const some = values.map(({ holds }) => holds).reduce((a, b) => terms.or(a, b));
  return { term: terms.choose(some, extreme, terms.constant(null)), unit };
}

interface Chosen {
  readonly inside: Lowering;
  /** Whether the object is present and satisfies the condition. */
  readonly holds: Term;
}

/** The objects of a call's collection with the condition at an argument position, if it is given. */
function chosen(
  call: Call,
  position: number,
  lowering: Lowering,
  turn = (condition: Term): Term => condition,
): readonly Chosen[] {
  const collection = lowering.collection(call.arguments[0] as Ast);
  const condition = call.arguments[position];
  return collection.slots.map((element) => {
    const inside = lowering.within(collection, element);
    if (condition === undefined) return { inside, holds: element.present };
    return { inside, holds: lowering.terms.and(element.present, turn(inside.boolean(condition))) };
  });
}

function valuesOf(
  call: Call,
  lowering: Lowering,
): { readonly values: readonly { readonly holds: Term; readonly value: Term }[]; readonly unit: string | undefined } {
  const found = chosen(call, 2, lowering).map(({ inside, holds }) => ({
    holds,
    value: inside.number(call.arguments[1] as Ast),
  }));
  return { values: found.map(({ holds, value }) => ({ holds, value: value.term })), unit: found[0]?.value.unit };
}

function describe(
  signature: string,
  unit: string,
  definition: string,
  arity: readonly [number, number],
  { form }: { readonly form: Form },
): ExpressionFunction {
  const name = signature.slice(0, signature.indexOf('('));
  return { name, signature, unit, definition, group: 'collections', arity, form };
}
