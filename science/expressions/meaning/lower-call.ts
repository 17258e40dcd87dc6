import type { Call } from '../syntax/ast.ts';
import { expressionFunctions, findFunction } from '../functions/all.ts';
import type { Lowering, Value } from './lowering.ts';
import { didYouMean } from '../syntax/nearest.ts';
import type { FunctionDescription } from '../functions/registry.ts';

export function lowerCall(call: Call, context: Lowering): Value {
  const definition = findFunction(call.name);
  if (definition === undefined)
    throw context.fail(
      { start: call.start, end: call.start + call.name.length },
      'expression-name',
      `unknown function '${call.name}'.${didYouMean(call.name, expressionFunctions.keys())}`,
      context.scope.value(call.name) === undefined ? {} : { mend: `'${call.name}' is a column: write '*' to multiply` },
    );
  checkArity(call, definition, context);
  if ('form' in definition) return definition.form(call, context);
  const values = call.arguments.map((ast) => context.number(ast));
  const unit = definition.unit === 'of the argument' ? values[0]?.unit : definition.unit;
  return {
    term: context.terms.numeric(definition.numeric, ...values.map(({ term }) => term)),
    unit: unit === '1' ? undefined : unit,
  };
}

function checkArity(
  call: Call,
  { name, signature, arity: [least, most] }: FunctionDescription,
  { fail }: Lowering,
): void {
  const given = call.arguments.length;
  if (given >= least && given <= most) return;
  const wanted = least === most ? String(least) : most === Infinity ? `${least} or more` : `${least} to ${most}`;
  throw fail(
    call,
    'expression-type',
    `${name}() takes ${wanted} ${wanted === '1' ? 'argument' : 'arguments'}, not ${given}`,
    {
      expected: signature,
    },
  );
}
